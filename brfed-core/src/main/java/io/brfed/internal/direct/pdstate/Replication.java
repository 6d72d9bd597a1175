package io.brfed.internal.direct.pdstate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How many replicas there are, and what keeps them apart: PD's {@code replicate}. */
final class Replication {
    private Replication() {}

    /** The settings whose values were others; PD keeps those that it is not told. */
    static Optional<String> change(JsonNode was, JsonNode is) {
        ObjectNode change = Json.NEW.objectNode();
        was.properties().forEach(setting -> {
            JsonNode value = is.path(setting.getKey());
            // PD writes some switches as text.
            if (!value.isMissingNode()
                    && !value.asText().equals(setting.getValue().asText())) {
                change.set(setting.getKey(), setting.getValue());
            }
        });
        return change.isEmpty() ? Optional.empty() : Optional.of(change.toString());
    }

    static List<String> unknown(JsonNode was, JsonNode is) {
        List<String> unknown = new ArrayList<>();
        if (!is.isMissingNode()) {
            was.fieldNames().forEachRemaining(unknown::add);
            unknown.removeIf(is::has);
        }
        return unknown;
    }
}
