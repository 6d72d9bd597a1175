package io.brfed.direct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What BR makes of a document when it reads and writes it: of its own structures and of claims and persistent volumes only the
 * keys that it knows are left, and counts in the TidbCluster go through floating-point numbers.
 */
final class BrRewriting {
    private static final JsonNodeFactory NEW = JsonNodeFactory.instance;
    private static final List<String> INFO = List.of("cluster_version", "full_backup_type", "resolved_ts", "replicas");
    private static final List<String> VOLUME =
            List.of("volume_id", "type", "snapshot_id", "restore_volume_id", "volume_az", "status");
    private static final List<String> METADATA = List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "labels",
            "annotations",
            "ownerReferences",
            "finalizers");

    private BrRewriting() {}

    static byte[] of(byte[] document) {
        JsonNode read = parse(document);
        ObjectNode written = NEW.objectNode();
        written.set("cluster_info", only(read.path("cluster_info"), INFO));
        ObjectNode tikv = written.putObject("tikv");
        tikv.set("replicas", read.at("/tikv/replicas"));
        ArrayNode stores = tikv.putArray("stores");
        read.at("/tikv/stores").forEach(store -> {
            ObjectNode one = stores.addObject();
            one.set("store_id", store.path("store_id"));
            ArrayNode volumes = one.putArray("volumes");
            store.path("volumes").forEach(volume -> volumes.add(only(volume, VOLUME)));
        });
        written.set("tidb", only(read.path("tidb"), List.of("replicas")));
        written.set("pd", only(read.path("pd"), List.of("replicas")));
        kubernetes(written.putObject("kubernetes"), read.path("kubernetes"));
        written.set("options", read.path("options"));
        written.put("region", read.path("region").asText(""));
        return OriginalMeta.go(written);
    }

    private static void kubernetes(ObjectNode written, JsonNode read) {
        for (String kind : List.of("pvcs", "pvs")) {
            ArrayNode objects = written.putArray(kind);
            read.path(kind).forEach(object -> objects.add(typed(object)));
        }
        written.set("crd_tidb_cluster", floating(read.path("crd_tidb_cluster").deepCopy()));
        written.set("options", read.path("options"));
    }

    private static JsonNode typed(JsonNode object) {
        ObjectNode written = only(object, List.of("kind", "apiVersion"));
        ObjectNode metadata = only(object.path("metadata"), METADATA);
        if (!metadata.has("creationTimestamp")) {
            metadata.putNull("creationTimestamp");
        }
        written.set("metadata", metadata);
        written.set("spec", object.path("spec"));
        written.set("status", object.path("status").isObject() ? object.path("status") : NEW.objectNode());
        return written;
    }

    private static ObjectNode only(JsonNode source, List<String> keys) {
        ObjectNode kept = NEW.objectNode();
        keys.stream().filter(source::has).forEach(key -> kept.set(key, source.get(key)));
        return kept;
    }

    private static JsonNode floating(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(floating(field.getValue())));
            return object;
        }
        return node.isNumber() ? NEW.numberNode(node.doubleValue()) : node;
    }

    private static JsonNode parse(byte[] document) {
        try {
            return new ObjectMapper().readTree(document);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }
}
