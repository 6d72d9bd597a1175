package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Names of objects and keys that both the writers and the reader use. */
final class MetaKeys {
    /** What our own keys are kept under, so that no key of the original's can come to mean something else. */
    static final String OWN = "brfed";

    static final int SCHEMA = 1;
    static final String BACKUP_TYPE = "aws-ebs";
    static final String VOLUME_ID = "temporary/volume-id";
    static final String DATA_PATH = "/var/lib/tikv";
    static final String DATA_VOLUME = "tikv";

    /** Keeps every digit of every number. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private MetaKeys() {}
}
