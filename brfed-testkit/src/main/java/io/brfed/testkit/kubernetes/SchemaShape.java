package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives an object the shape of its schema: takes out what the schema does not know and fills in its defaults. */
final class SchemaShape {

    private static final Set<String> OF_EVERY_OBJECT = Set.of("apiVersion", "kind", "metadata");

    private SchemaShape() {}

    /** Removes unknown fields and returns their paths. */
    static List<String> prune(SchemaNode schema, ObjectNode object) {
        List<String> removed = new ArrayList<>();
        pruneObject(schema, object, "", removed);
        return removed;
    }

    /** Fills in the defaults. */
    static void fillDefaults(SchemaNode schema, JsonNode value) {
        if (value instanceof ObjectNode object) {
            schema.properties().forEach((name, member) -> fillDefault(object, name, member));
            object.properties().forEach(member -> {
                SchemaNode memberSchema = schema.member(member.getKey());
                if (memberSchema != null) {
                    fillDefaults(memberSchema, member.getValue());
                }
            });
        } else if (value instanceof ArrayNode array) {
            SchemaNode items = schema.items();
            if (items != null) {
                array.forEach(item -> fillDefaults(items, item));
            }
        }
    }

    private static void fillDefault(ObjectNode object, String name, SchemaNode member) {
        JsonNode defaultValue = member.keyword("default");
        if (defaultValue == null) {
            return;
        }
        JsonNode present = object.get(name);
        if (present == null || (present.isNull() && !member.nullable())) {
            object.set(name, defaultValue.deepCopy());
        }
    }

    private static void prune(SchemaNode schema, JsonNode value, String path, List<String> removed) {
        if (value instanceof ObjectNode object) {
            pruneObject(schema, object, path, removed);
        } else if (value instanceof ArrayNode array) {
            SchemaNode items = schema.items();
            for (int i = 0; items != null && i < array.size(); i++) {
                prune(items, array.get(i), path + "[" + i + "]", removed);
            }
        }
    }

    private static void pruneObject(SchemaNode schema, ObjectNode object, String path, List<String> removed) {
        boolean resource = path.isEmpty() || schema.embedsResource();
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            SchemaNode memberSchema = schema.member(name);
            if (resource && OF_EVERY_OBJECT.contains(name)) {
                continue;
            }
            if (memberSchema != null) {
                prune(memberSchema, member.getValue(), path.isEmpty() ? name : path + "." + name, removed);
            } else if (!schema.keepsUnknownMembers()) {
                unknown.add(name);
            }
        }
        unknown.forEach(name -> removed.add(path.isEmpty() ? name : path + "." + name));
        object.remove(unknown);
    }
}
