package io.brfed.internal.direct.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Moves a persistent volume to the zone that its volume is made in. EBS drivers have named zones by three keys so far. */
final class ZoneRewriting {
    static final String OLD_LABEL = "failure-domain.beta.kubernetes.io/zone";

    private static final Set<String> KEYS =
            Set.of(OLD_LABEL, "topology.kubernetes.io/zone", "topology.ebs.csi.aws.com/zone");

    private ZoneRewriting() {}

    static void apply(ObjectNode volume, RebuildTarget target) {
        if (volume.at("/metadata/labels") instanceof ObjectNode labels) {
            KEYS.stream()
                    .filter(labels::has)
                    .forEach(key -> labels.put(key, target.zone(labels.path(key).asText(""))));
        }
        for (JsonNode term : volume.at("/spec/nodeAffinity/required/nodeSelectorTerms")) {
            for (String part : List.of("matchExpressions", "matchFields")) {
                term.path(part).forEach(requirement -> rewrite(requirement, target));
            }
        }
    }

    private static void rewrite(JsonNode requirement, RebuildTarget target) {
        if (KEYS.contains(requirement.path("key").asText(""))
                && requirement.path("operator").asText("").equals("In")
                && requirement.get("values") instanceof ArrayNode values) {
            Set<String> zones = new LinkedHashSet<>();
            values.forEach(value -> zones.add(target.zone(value.asText(""))));
            values.removeAll();
            zones.forEach(values::add);
        }
    }
}
