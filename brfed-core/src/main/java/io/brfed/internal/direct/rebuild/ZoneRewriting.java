package io.brfed.internal.direct.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moves a persistent volume to the zone that its volume is made in. EBS drivers have named zones by three keys so far. */
final class ZoneRewriting {
    static final String OLD_LABEL = "failure-domain.beta.kubernetes.io/zone";

    private static final Set<String> KEYS =
            Set.of(OLD_LABEL, "topology.kubernetes.io/zone", "topology.ebs.csi.aws.com/zone");

    private static final Pattern IN_TREE = Pattern.compile("aws://([^/]+)/vol-.+");

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

    /** The one zone that a persistent volume's node affinity, label or id names; empty if there is none, or more than one. */
    static String zoneOf(ObjectNode volume) {
        Set<String> zones = new LinkedHashSet<>();
        volume.at("/metadata/labels").properties().stream()
                .filter(label -> KEYS.contains(label.getKey()))
                .forEach(label -> zones.add(label.getValue().asText("")));
        for (JsonNode term : volume.at("/spec/nodeAffinity/required/nodeSelectorTerms")) {
            for (JsonNode requirement : term.path("matchExpressions")) {
                if (names(requirement)) {
                    requirement.path("values").forEach(value -> zones.add(value.asText("")));
                }
            }
        }
        Matcher inTree =
                IN_TREE.matcher(volume.at("/spec/awsElasticBlockStore/volumeID").asText(""));
        if (inTree.matches()) {
            zones.add(inTree.group(1));
        }
        zones.remove("");
        return zones.size() == 1 ? zones.iterator().next() : "";
    }

    private static boolean names(JsonNode requirement) {
        return KEYS.contains(requirement.path("key").asText(""))
                && requirement.path("operator").asText("").equals("In");
    }

    private static void rewrite(JsonNode requirement, RebuildTarget target) {
        if (names(requirement) && requirement.get("values") instanceof ArrayNode values) {
            Set<String> zones = new LinkedHashSet<>();
            values.forEach(value -> zones.add(target.zone(value.asText(""))));
            values.removeAll();
            zones.forEach(values::add);
        }
    }
}
