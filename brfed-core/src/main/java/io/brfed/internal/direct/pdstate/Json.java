package io.brfed.internal.direct.pdstate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/** JSON as PD writes it. */
final class Json {
    static final JsonNodeFactory NEW = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** The tree of a document; missing if it is none. */
    static JsonNode parsed(String document) {
        try {
            return MAPPER.readTree(document);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    /**
     * Without what PD takes for not there: what is 0, false or empty, which one version writes and another leaves out. The
     * fields are in the order of their names.
     */
    static JsonNode trimmed(JsonNode node) {
        if (node.isArray()) {
            ArrayNode trimmed = NEW.arrayNode();
            node.forEach(element -> trimmed.add(trimmed(element)));
            return trimmed;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode trimmed = NEW.objectNode();
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), trimmed(field.getValue())));
        fields.forEach((name, value) -> {
            if (!isZero(value)) {
                trimmed.set(name, value);
            }
        });
        return trimmed;
    }

    private static boolean isZero(JsonNode value) {
        if (value.isContainerNode()) {
            return value.isEmpty();
        }
        return value.isNull()
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isNumber() && value.doubleValue() == 0)
                || (value.isBoolean() && !value.booleanValue());
    }
}
