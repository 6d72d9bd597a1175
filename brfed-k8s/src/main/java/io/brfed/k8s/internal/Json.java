package io.brfed.k8s.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.manifest.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON and YAML as trees. Kubernetes objects are never bound to typed models here, because those refuse or lose fields
 * that they do not know.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads one JSON object.
     *
     * @throws IOException if the text is not one JSON object
     */
    public static ObjectNode read(byte[] text) throws IOException {
        return asObject(MAPPER.readTree(text));
    }

    /**
     * Reads one JSON object.
     *
     * @throws IOException if the text is not one JSON object
     */
    public static ObjectNode read(String text) throws IOException {
        return asObject(MAPPER.readTree(text));
    }

    /**
     * Reads one YAML or JSON document.
     *
     * @throws IllegalArgumentException if it is neither; the message does not repeat the text, which may hold secrets
     */
    public static JsonNode yaml(String text) {
        List<JsonNode> documents = Yaml.documents(text);
        if (documents.size() != 1) {
            throw new IllegalArgumentException("holds " + documents.size() + " YAML documents, not one");
        }
        return documents.get(0);
    }

    /** The bytes to send. */
    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    /** One text for equal trees, whatever the order of their fields. */
    public static byte[] canonical(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(MAPPER.treeToValue(tree, Object.class))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    /** The text at a path of field names; empty if there is none or it is no text or number. */
    public static String text(JsonNode tree, String... path) {
        JsonNode node = at(tree, path);
        return node.isValueNode() && !node.isNull() ? node.asText() : "";
    }

    /** The node at a path of field names; a missing node if there is none. */
    public static JsonNode at(JsonNode tree, String... path) {
        JsonNode node = tree;
        for (String name : path) {
            node = node.path(name);
        }
        return node;
    }

    /** The text values of an object, in its order. */
    public static Map<String, String> texts(JsonNode tree) {
        Map<String, String> values = new LinkedHashMap<>();
        tree.properties()
                .forEach(field -> values.put(field.getKey(), field.getValue().asText()));
        return values;
    }

    private static ObjectNode asObject(JsonNode tree) throws IOException {
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("not a JSON object");
    }
}
