package io.brfed.tikv.testserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.tikv.internal.wire.metapb.Store;
import io.brfed.tikv.internal.wire.metapb.StoreLabel;
import io.brfed.tikv.testserver.Front.HttpReply;
import io.brfed.tikv.testserver.Front.HttpRequest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where PD wants replicas to be: its replication settings, placement rules and labels of regions. Guarded by the state's monitor. */
final class PdRules {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CONFIG = "/pd/api/v1/config/";
    private static final HttpReply DISABLED = PdHttpApi.text(412, "placement rules feature is disabled");

    private final PdState state;
    private final ObjectNode replicate = JSON.createObjectNode()
            .put("max-replicas", 3)
            .put("location-labels", "zone")
            .put("strictly-match-label", "false")
            .put("enable-placement-rules", "true")
            .put("enable-placement-rules-cache", "false")
            .put("isolation-level", "");
    private final Map<String, JsonNode> labels = new TreeMap<>();
    private ArrayNode bundles = JSON.createArrayNode();
    private long clock = 1_700_000_000;

    PdRules(PdState state) {
        this.state = state;
    }

    /** The answer; empty if the request is for something else. */
    Optional<HttpReply> answer(HttpRequest request) {
        if (!request.path().startsWith(CONFIG)) {
            return Optional.empty();
        }
        JsonNode body = parsed(request.body());
        boolean used = state.cluster.bootstrapped();
        return switch (request.method() + " " + request.path().substring(CONFIG.length())) {
            case "GET replicate" -> Optional.of(new HttpReply(200, replicate.toString()));
            case "POST replicate" -> Optional.of(used ? replicate(body) : PdHttpApi.UNBOOTSTRAPPED);
            case "GET placement-rule" -> Optional.of(used ? rules() : PdHttpApi.UNBOOTSTRAPPED);
            case "POST placement-rule" -> Optional.of(used ? rules(body) : PdHttpApi.UNBOOTSTRAPPED);
            case "GET region-label/rules" -> Optional.of(used ? labels() : PdHttpApi.UNBOOTSTRAPPED);
            case "PATCH region-label/rules" -> Optional.of(used ? labels(body) : PdHttpApi.UNBOOTSTRAPPED);
            default -> Optional.empty();
        };
    }

    private HttpReply replicate(JsonNode change) {
        begin();
        boolean others = !change.path("max-replicas").isMissingNode()
                || !change.path("location-labels").isMissingNode()
                || !change.path("isolation-level").isMissingNode();
        Optional<ObjectNode> own = own();
        if (others && enabled() && own.isEmpty()) {
            return PdHttpApi.text(
                    500,
                    "cannot update MaxReplicas, LocationLabels or IsolationLevel when placement rules feature is enabled and"
                            + " not only default rule exists, please update rule instead");
        }
        change.properties().forEach(setting -> {
            if (replicate.has(setting.getKey())) {
                replicate.set(setting.getKey(), setting.getValue());
            }
        });
        own.ifPresent(this::asReplicated);
        return PdHttpApi.text(200, "The config is updated.");
    }

    private boolean enabled() {
        return replicate.path("enable-placement-rules").asText().equals("true");
    }

    /** The rule that PD makes for itself with its first store. */
    private void begin() {
        if (bundles.isEmpty()) {
            asReplicated(bundles.addObject()
                    .put("group_id", "pd")
                    .put("group_index", 0)
                    .put("group_override", false)
                    .putArray("rules")
                    .addObject()
                    .put("group_id", "pd")
                    .put("id", "default")
                    .put("start_key", "")
                    .put("end_key", "")
                    .put("role", "voter"));
        }
    }

    private void asReplicated(ObjectNode rule) {
        rule.set("count", replicate.get("max-replicas"));
        ArrayNode names = rule.putArray("location_labels");
        for (String label : replicate.path("location-labels").asText().split(",", -1)) {
            if (!label.isEmpty()) {
                names.add(label);
            }
        }
        stamped(rule);
    }

    /** What PD notes of a rule while it runs, and says of every rule in later versions. */
    private void stamped(ObjectNode rule) {
        rule.put("create_timestamp", ++clock);
        if (state.since(6, 6) && !rule.has("is_witness")) {
            rule.put("is_witness", false);
        }
    }

    private Optional<ObjectNode> own() {
        for (JsonNode bundle : bundles) {
            for (JsonNode rule : bundle.path("rules")) {
                boolean own = bundle.path("group_id").asText().equals("pd")
                        && rule.path("id").asText().equals("default");
                if (own && rule instanceof ObjectNode found) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    private HttpReply rules() {
        if (!enabled()) {
            return DISABLED;
        }
        begin();
        return new HttpReply(200, bundles.toString());
    }

    private HttpReply rules(JsonNode all) {
        if (!enabled()) {
            return DISABLED;
        }
        for (JsonNode bundle : all) {
            for (JsonNode rule : bundle.path("rules")) {
                if (rule.path("count").asInt() < 1 || rule.path("role").asText().isEmpty()) {
                    return PdHttpApi.text(
                            400, "[PD:placement:ErrRuleContent]invalid rule content, invalid count or role");
                }
                if (state.cluster.stores().stream().noneMatch(store -> fits(store, rule))) {
                    return PdHttpApi.text(
                            400,
                            "[PD:placement:ErrRuleContent]invalid rule content, rule '"
                                    + rule.path("id").asText() + "' from rule group '"
                                    + bundle.path("group_id").asText() + "' can not match any store");
                }
            }
        }
        if (!all.isArray() || all.findValues("count").isEmpty()) {
            return PdHttpApi.text(400, "[PD:placement:ErrBuildRuleList]build rule list failed, no rule left");
        }
        bundles = all.deepCopy();
        bundles.forEach(bundle -> bundle.path("rules").forEach(rule -> stamped((ObjectNode) rule)));
        return PdHttpApi.text(200, "Update rules and groups successfully.");
    }

    private static boolean fits(Store store, JsonNode rule) {
        Map<String, String> has = new TreeMap<>();
        for (StoreLabel label : store.getLabelsList()) {
            has.put(label.getKey(), label.getValue());
        }
        for (JsonNode constraint : rule.path("label_constraints")) {
            boolean among = false;
            for (JsonNode value : constraint.path("values")) {
                among |= value.asText().equals(has.get(constraint.path("key").asText()));
            }
            if (constraint.path("op").asText().equals("in") && !among) {
                return false;
            }
        }
        return true;
    }

    private HttpReply labels() {
        ArrayNode all = JSON.createArrayNode();
        labels.values().forEach(all::add);
        return new HttpReply(200, all.toString());
    }

    private HttpReply labels(JsonNode patch) {
        for (JsonNode rule : patch.path("sets")) {
            if (rule.path("id").asText().isEmpty() || rule.path("labels").isEmpty()) {
                return PdHttpApi.text(400, "[PD:region:ErrRegionRuleContent]invalid region rule content, no labels");
            }
        }
        patch.path("deletes").forEach(id -> labels.remove(id.asText()));
        patch.path("sets").forEach(rule -> labels.put(rule.path("id").asText(), rule));
        return PdHttpApi.text(200, "Update region label rules successfully.");
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException bad) {
            return MissingNode.getInstance();
        }
    }
}
