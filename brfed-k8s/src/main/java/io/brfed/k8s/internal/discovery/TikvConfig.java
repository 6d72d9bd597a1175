package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * TiKV's configuration as dotted keys, however it was written: tables, dotted keys, quoted dotted keys, or the object that
 * early versions of TiDB Operator took. Immutable.
 *
 * @param values every value that is neither a table nor a list, as text, by its dotted key
 * @param fault why it cannot be read; the values are then missing
 */
record TikvConfig(Map<String, String> values, Optional<String> fault) {
    private static final TomlMapper TOML = new TomlMapper();
    private static final int MAX_DEPTH = 100;

    TikvConfig {
        values = Map.copyOf(values);
    }

    /** Reads what {@code config} holds in a specification; nothing, a text or an object. */
    static TikvConfig of(JsonNode config) {
        if (config.isObject()) {
            return new TikvConfig(flat(config), Optional.empty());
        }
        try {
            JsonNode tree = TOML.readTree(config.asText(""));
            return new TikvConfig(tree instanceof ObjectNode ? flat(tree) : Map.of(), Optional.empty());
        } catch (JacksonException e) {
            // The text itself is not repeated: it may hold keys of an encryption.
            return new TikvConfig(
                    Map.of(),
                    Optional.of("is not TOML (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")"));
        }
    }

    /** A value; empty if it is not set. */
    String value(String key) {
        return values.getOrDefault(key, "");
    }

    private static Map<String, String> flat(JsonNode tree) {
        Map<String, String> values = new TreeMap<>();
        flatten("", tree, values, 0);
        return values;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> values, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String key = prefix + field.getKey();
            if (field.getValue().isObject()) {
                flatten(key + ".", field.getValue(), values, depth + 1);
            } else if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                values.put(key, field.getValue().asText());
            }
        }
    }
}
