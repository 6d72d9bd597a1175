package io.brfed.internal.direct.pdstate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rules that give labels to ranges of keys. Labels with a time to live are left out: they belong to what was under way, such
 * as a pause for an import, and would last again. So are those of keyspaces, which PD makes for itself.
 */
final class RegionLabels {
    private static final String KEYSPACES = "keyspaces/";

    private RegionLabels() {}

    /** A patch: the rules to set, and the ids of those to remove. */
    static Optional<String> change(JsonNode was, JsonNode is) {
        if (!was.isArray()) {
            return Optional.empty();
        }
        SortedMap<String, ObjectNode> wanted = lasting(was);
        SortedMap<String, ObjectNode> there = lasting(is);
        ObjectNode patch = Json.NEW.objectNode();
        ArrayNode sets = patch.putArray("sets");
        ArrayNode deletes = patch.putArray("deletes");
        wanted.forEach((id, rule) -> {
            ObjectNode found = there.get(id);
            if (found == null || !Json.trimmed(rule).equals(Json.trimmed(found))) {
                sets.add(rule);
            }
        });
        there.keySet().stream().filter(id -> !wanted.containsKey(id)).forEach(deletes::add);
        return sets.isEmpty() && deletes.isEmpty() ? Optional.empty() : Optional.of(patch.toString());
    }

    private static SortedMap<String, ObjectNode> lasting(JsonNode rules) {
        SortedMap<String, ObjectNode> lasting = new TreeMap<>();
        for (JsonNode rule : rules) {
            String id = rule.path("id").asText();
            ArrayNode labels = Json.NEW.arrayNode();
            rule.path("labels").forEach(label -> {
                if (label.path("ttl").asText("").isEmpty()) {
                    labels.add(label);
                }
            });
            if (rule instanceof ObjectNode object && !labels.isEmpty() && !id.startsWith(KEYSPACES)) {
                ObjectNode copy = object.deepCopy();
                copy.set("labels", labels);
                lasting.put(id, copy);
            }
        }
        return lasting;
    }
}
