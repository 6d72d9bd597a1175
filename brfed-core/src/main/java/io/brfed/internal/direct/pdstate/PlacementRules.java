package io.brfed.internal.direct.pdstate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rules of where replicas are placed, in groups. Those of TiFlash are left out: PD takes none that no store fits, TiFlash is not
 * restored, and they are set with its replicas.
 */
final class PlacementRules {
    private static final String GROUP = "group_id";
    private static final String RULES = "rules";
    private static final String TIFLASH = "tiflash";

    /** What PD writes into a rule while it runs. */
    private static final List<String> OF_THE_PROCESS = List.of("version", "create_timestamp");

    private PlacementRules() {}

    /** All groups with all their rules. A PD that has rules has at least one, so that none means that nothing was recorded. */
    static Optional<String> change(JsonNode was, JsonNode is) {
        SortedMap<String, ObjectNode> wanted = groups(was);
        SortedMap<String, ObjectNode> there = groups(is);
        ObjectNode tiflash = there.remove(TIFLASH);
        wanted.remove(TIFLASH);
        if (wanted.isEmpty() || comparable(wanted).equals(comparable(there))) {
            return Optional.empty();
        }
        ArrayNode all = Json.NEW.arrayNode();
        wanted.values().forEach(all::add);
        if (tiflash != null) {
            all.add(tiflash);
        }
        return Optional.of(all.toString());
    }

    static boolean lacksTiflash(JsonNode was, JsonNode is) {
        ObjectNode wanted = groups(was).get(TIFLASH);
        ObjectNode there = groups(is).get(TIFLASH);
        return wanted != null
                && !wanted.path(RULES).isEmpty()
                && (there == null || !Json.trimmed(wanted).equals(Json.trimmed(there)));
    }

    /** The rules whose constraints can be met by labels with these values only. */
    static List<String> within(Set<String> values, JsonNode bundles) {
        List<String> found = new ArrayList<>();
        groups(bundles)
                .forEach((id, group) -> group.path(RULES).forEach(rule -> {
                    boolean only = false;
                    for (JsonNode constraint : rule.path("label_constraints")) {
                        only |= constraint.path("op").asText().equals("in")
                                && allAmong(values, constraint.path("values"));
                    }
                    if (only && !id.equals(TIFLASH)) {
                        found.add(id + "/" + rule.path("id").asText());
                    }
                }));
        return found;
    }

    private static boolean allAmong(Set<String> values, JsonNode named) {
        for (JsonNode value : named) {
            if (!values.contains(value.asText())) {
                return false;
            }
        }
        return !named.isEmpty();
    }

    /** The groups that PD tells of, each with its rules in the order of their ids. */
    private static SortedMap<String, ObjectNode> groups(JsonNode bundles) {
        SortedMap<String, ObjectNode> groups = new TreeMap<>();
        if (!bundles.isArray()) {
            return groups;
        }
        for (JsonNode bundle : bundles) {
            if (bundle instanceof ObjectNode object) {
                ObjectNode group = object.deepCopy();
                TreeMap<String, JsonNode> rules = new TreeMap<>();
                group.path(RULES).forEach(rule -> {
                    if (rule instanceof ObjectNode one) {
                        rules.put(one.path("id").asText(), one.remove(OF_THE_PROCESS));
                    }
                });
                group.putArray(RULES).addAll(rules.values());
                groups.put(group.path(GROUP).asText(), group);
            }
        }
        return groups;
    }

    private static SortedMap<String, JsonNode> comparable(SortedMap<String, ObjectNode> groups) {
        SortedMap<String, JsonNode> comparable = new TreeMap<>();
        groups.forEach((id, group) -> {
            // The group is told once more in each of its rules, by some versions.
            group.path(RULES).forEach(rule -> {
                if (rule instanceof ObjectNode one) {
                    one.put(GROUP, id);
                }
            });
            comparable.put(id, Json.trimmed(group));
        });
        return comparable;
    }

    /** The rules that a PD makes for itself when its first store registers; empty if it makes none. */
    static Optional<String> begunWith(JsonNode replicate) {
        if (!replicate.has("max-replicas")
                || !replicate.path("enable-placement-rules").asText("true").equals("true")) {
            return Optional.empty();
        }
        ArrayNode bundles = Json.NEW.arrayNode();
        ObjectNode rule = bundles.addObject()
                .put(GROUP, "pd")
                .putArray(RULES)
                .addObject()
                .put("id", "default")
                .put("role", "voter")
                .put("count", replicate.path("max-replicas").asInt());
        ArrayNode labels = rule.putArray("location_labels");
        for (String label : replicate.path("location-labels").asText("").split(",", -1)) {
            if (!label.isBlank()) {
                labels.add(label.strip());
            }
        }
        rule.put("isolation_level", replicate.path("isolation-level").asText(""));
        return Optional.of(bundles.toString());
    }
}
