package io.brfed.testkit.direct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.brfed.testkit.direct.LoopbackServer.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes the answers of KMS about keys. */
final class KmsAnswers {
    /** What its requests are addressed to begins with this. */
    static final String SERVICE = "TrentService.";

    static final String DESCRIBE = "DescribeKey";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private KmsAnswers() {}

    static Reply describe(EbsAccount account, String text) {
        String key = key(text);
        if (account.made.unknownKeys.contains(key)) {
            throw new EbsRefusalException("NotFoundException", "Key '" + key + "' does not exist");
        }
        JsonNode metadata = JsonNodeFactory.instance
                .objectNode()
                .put("KeyId", key)
                .put("KeyState", account.made.brokenKeys.contains(key) ? "Disabled" : "Enabled");
        return json(200, JsonNodeFactory.instance.objectNode().set("KeyMetadata", metadata));
    }

    private static String key(String text) {
        try {
            return MAPPER.readTree(text).path("KeyId").asText();
        } catch (JsonProcessingException unreadable) {
            throw new EbsRefusalException("SerializationException", "The request is not JSON");
        }
    }

    static Reply refused(EbsRefusalException refusal) {
        String code = refusal.code().equals("UnauthorizedOperation") ? "AccessDeniedException" : refusal.code();
        return json(
                400,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("__type", code)
                        .put("message", String.valueOf(refusal.getMessage())));
    }

    private static Reply json(int status, JsonNode body) {
        return new Reply(
                status,
                Map.of("Content-Type", "application/x-amz-json-1.1"),
                body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
