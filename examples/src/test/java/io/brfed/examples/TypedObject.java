package io.brfed.examples;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Kubernetes' core/v1 as Go decodes it: a key that it knows with a value of another type fails the whole document, one that it
 * does not know is passed over. Only what persistent volumes of EBS and their claims consist of.
 */
final class TypedObject {
    private static final Pattern QUANTITY =
            Pattern.compile("[+-]?(\\d+|\\d+\\.\\d*|\\.\\d+)(([KMGTPE]i)|[numkMGTPE]|([eE][+-]?\\d+))?");
    private static final Predicate<JsonNode> TEXT = JsonNode::isTextual;
    private static final Predicate<JsonNode> FLAG = JsonNode::isBoolean;
    private static final Map<String, Predicate<JsonNode>> METADATA = types(Map.ofEntries(
            Map.entry("metadata", JsonNode::isObject),
            Map.entry("metadata.name", TEXT),
            Map.entry("metadata.namespace", TEXT),
            Map.entry("metadata.uid", TEXT),
            Map.entry("metadata.resourceVersion", TEXT),
            Map.entry("metadata.generation", TypedObject::isNumber),
            Map.entry("metadata.creationTimestamp", TypedObject::isTime),
            Map.entry("metadata.deletionTimestamp", TypedObject::isTime),
            Map.entry("metadata.labels", mapOf(TEXT)),
            Map.entry("metadata.annotations", mapOf(TEXT)),
            Map.entry("metadata.finalizers", listOf(TEXT)),
            Map.entry("metadata.ownerReferences", JsonNode::isArray),
            Map.entry("metadata.managedFields", JsonNode::isArray)));

    private static final Map<String, Predicate<JsonNode>> CLAIM = types(Map.of(
            "spec",
            JsonNode::isObject,
            "spec.accessModes",
            listOf(TEXT),
            "spec.resources.requests",
            mapOf(TypedObject::isSize),
            "spec.resources.limits",
            mapOf(TypedObject::isSize),
            "spec.storageClassName",
            TEXT,
            "spec.volumeName",
            TEXT,
            "spec.volumeMode",
            TEXT,
            "status",
            JsonNode::isObject,
            "status.phase",
            TEXT,
            "status.capacity",
            mapOf(TypedObject::isSize)));

    private static final Map<String, Predicate<JsonNode>> VOLUME = types(Map.ofEntries(
            Map.entry("spec", JsonNode::isObject),
            Map.entry("spec.accessModes", listOf(TEXT)),
            Map.entry("spec.capacity", mapOf(TypedObject::isSize)),
            Map.entry("spec.mountOptions", listOf(TEXT)),
            Map.entry("spec.persistentVolumeReclaimPolicy", TEXT),
            Map.entry("spec.storageClassName", TEXT),
            Map.entry("spec.volumeMode", TEXT),
            Map.entry("spec.csi.driver", TEXT),
            Map.entry("spec.csi.volumeHandle", TEXT),
            Map.entry("spec.csi.fsType", TEXT),
            Map.entry("spec.csi.readOnly", FLAG),
            Map.entry("spec.csi.volumeAttributes", mapOf(TEXT)),
            Map.entry("spec.awsElasticBlockStore.volumeID", TEXT),
            Map.entry("spec.awsElasticBlockStore.fsType", TEXT),
            Map.entry("spec.awsElasticBlockStore.partition", TypedObject::isNumber),
            Map.entry("spec.claimRef", mapOf(TEXT)),
            Map.entry(
                    "spec.nodeAffinity.required.nodeSelectorTerms",
                    listOf(term -> listOf(expression -> TEXT.test(expression.path("key"))
                                    && TEXT.test(expression.path("operator"))
                                    && listOf(TEXT).test(expression.path("values")))
                            .test(term.path("matchExpressions")))),
            Map.entry("status", JsonNode::isObject),
            Map.entry("status.phase", TEXT)));

    private TypedObject() {}

    private static Map<String, Predicate<JsonNode>> types(Map<String, Predicate<JsonNode>> types) {
        return new LinkedHashMap<>(types);
    }

    private static Predicate<JsonNode> mapOf(Predicate<JsonNode> type) {
        return node -> node.isObject()
                && node.properties().stream().map(Map.Entry::getValue).allMatch(type);
    }

    private static Predicate<JsonNode> listOf(Predicate<JsonNode> type) {
        return node -> {
            boolean all = node.isArray();
            for (JsonNode item : node) {
                all &= type.test(item);
            }
            return all;
        };
    }

    private static boolean isNumber(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    private static boolean isSize(JsonNode node) {
        return (node.isTextual() || node.isNumber())
                && QUANTITY.matcher(node.asText()).matches();
    }

    private static boolean isTime(JsonNode node) {
        try {
            return node.isNull()
                    || (node.isTextual() && Instant.parse(node.asText()).isBefore(Instant.MAX));
        } catch (DateTimeParseException none) {
            return false;
        }
    }

    /** What of a persistent volume claim is of another type. */
    static List<String> claim(JsonNode object) {
        List<String> problems = wrong("pvc", object, METADATA);
        problems.addAll(wrong("pvc", object, CLAIM));
        return problems;
    }

    /** What of a persistent volume is of another type. */
    static List<String> volume(JsonNode object) {
        List<String> problems = wrong("pv", object, METADATA);
        problems.addAll(wrong("pv", object, VOLUME));
        return problems;
    }

    private static List<String> wrong(String kind, JsonNode object, Map<String, Predicate<JsonNode>> types) {
        List<String> problems = new ArrayList<>();
        types.forEach((path, type) -> {
            JsonNode value = object.at("/" + path.replace('.', '/'));
            if (!value.isMissingNode() && !type.test(value)) {
                problems.add(kind + " " + path + " is " + value);
            }
        });
        return problems;
    }
}
