package io.brfed.internal.direct;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares documents of PD's state. */
final class PdDocuments {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int LONGEST = 300;
    private static final Set<String> EMPTY = Set.of("{}", "[]", "null");

    private PdDocuments() {}

    static boolean same(String before, @Nullable String now) {
        if (now == null) {
            return EMPTY.contains(before);
        }
        try {
            return MAPPER.readTree(before).equals(MAPPER.readTree(now));
        } catch (JacksonException notJson) {
            return before.equals(now);
        }
    }

    /** As much of a document as fits into a message. */
    static String brief(String document) {
        return document.length() <= LONGEST ? document : document.substring(0, LONGEST) + "…";
    }
}
