package io.brfed.testkit.direct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.spi.PdRecovery.Document;
import java.util.Map;
import java.util.TreeMap;

/** How PD changes its settings. */
final class FakePdSettings {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FakePdSettings() {}

    static void change(Map<String, String> documents, Document document, String json) {
        String name = document.documentName();
        JsonNode change = parsed(json);
        switch (document) {
            case REPLICATE -> {
                ObjectNode settings = (ObjectNode) parsed(documents.getOrDefault(name, "{}"));
                settings.setAll((ObjectNode) change);
                documents.put(name, settings.toString());
                documents.computeIfPresent(
                        Document.PLACEMENT_RULES.documentName(), (rules, was) -> defaultRule(was, change));
            }
            case PLACEMENT_RULES -> documents.put(name, change.toString());
            case REGION_LABEL_RULES -> documents.put(name, patched(documents.getOrDefault(name, "[]"), change));
        }
    }

    /** PD keeps the rule that it has made for itself as replication has it. */
    private static String defaultRule(String rules, JsonNode replicate) {
        JsonNode bundles = parsed(rules);
        for (JsonNode bundle : bundles) {
            for (JsonNode rule : bundle.path("rules")) {
                boolean own = bundle.path("group_id").asText().equals("pd")
                        && rule.path("id").asText().equals("default");
                if (own && replicate.has("max-replicas") && rule instanceof ObjectNode one) {
                    one.set("count", replicate.get("max-replicas"));
                }
            }
        }
        return bundles.toString();
    }

    private static String patched(String rules, JsonNode patch) {
        Map<String, JsonNode> byId = new TreeMap<>();
        parsed(rules).forEach(rule -> byId.put(rule.path("id").asText(), rule));
        patch.path("deletes").forEach(id -> byId.remove(id.asText()));
        patch.path("sets").forEach(rule -> byId.put(rule.path("id").asText(), rule));
        ArrayNode all = MAPPER.createArrayNode();
        byId.values().forEach(all::add);
        return all.toString();
    }

    private static JsonNode parsed(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("PD was told what is no JSON: " + json, notJson);
        }
    }
}
