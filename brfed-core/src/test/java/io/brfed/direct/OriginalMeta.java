package io.brfed.direct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The documents of one member exactly as TiDB Operator and BR write them, in Go's JSON: fact sheet on volumes and metadata, 2.2
 * to 2.5 with its example. What is not in the sheet (names, sizes, labels) is made up. For one thread.
 */
final class OriginalMeta {
    private static final JsonNodeFactory NEW = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String CLUSTER = "prod";
    private static final String NAMESPACE = "tidb";
    private static final int[] GAPS = {1, 4};

    private final List<Store> stores;
    private final int allStores;
    private final BigInteger resolved;
    private final Set<Shape> shapes;

    /** What differs between releases of BR and TiDB Operator, and between the clusters that they back up. */
    enum Shape {
        /** The pods are numbered with gaps, because an advanced StatefulSet deleted some. */
        GAPS,
        /** The volumes were made by the plug-in that Kubernetes once had. */
        IN_TREE,
        /** The same, and the persistent volumes have no label for the zone. */
        IN_TREE_WITHOUT_ZONE_LABEL,
        /** EBS CSI from 1.33 on names zones by another key. */
        LATER_ZONE_KEY,
        /** Counts in the TidbCluster went through floating-point numbers. */
        FLOATS,
        /** TiDB Operator did not find which configuration key is a volume's. */
        NO_TYPES,
        /** Releases before the newest leave keys out, or write null. */
        FEWER_KEYS,
        /** Releases after the newest write more. */
        MORE_KEYS,
        /** BR read claims and volumes as anything, which sorts their keys, and keeps what the API server wrote. */
        GENERIC_OBJECTS
    }

    private record Store(long id, List<Volume> volumes) {}

    private record Volume(String id, String type, String snapshot, String zone) {}

    private OriginalMeta(JsonNode ours, Set<Shape> shapes) {
        this.shapes = shapes;
        List<Store> read = new ArrayList<>();
        ours.at("/tikv/stores").forEach(store -> {
            List<Volume> volumes = new ArrayList<>();
            store.path("volumes")
                    .forEach(volume -> volumes.add(new Volume(
                            volume.path("volume_id").asText(),
                            volume.path("type").asText(),
                            volume.path("snapshot_id").asText(),
                            volume.path("volume_az").asText())));
            read.add(new Store(store.path("store_id").asLong(), volumes));
        });
        stores = List.copyOf(read);
        allStores = ours.at("/tikv/replicas").asInt();
        resolved = ours.at("/cluster_info/resolved_ts").bigIntegerValue();
    }

    /** For the same stores, volumes, snapshots and timestamp as a document of ours names. */
    static OriginalMeta like(byte[] backupMeta, Set<Shape> shapes) {
        try {
            return new OriginalMeta(MAPPER.readTree(backupMeta), shapes.isEmpty() ? Set.of() : EnumSet.copyOf(shapes));
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private boolean is(Shape shape) {
        return shapes.contains(shape);
    }

    byte[] backupMeta() {
        ObjectNode document = NEW.objectNode();
        ObjectNode info = document.putObject("cluster_info")
                .put("cluster_version", "7.5.3")
                .put("full_backup_type", "aws-ebs")
                .put("resolved_ts", resolved);
        if (!is(Shape.FEWER_KEYS)) {
            info.putNull("replicas");
        }
        tikv(document, true);
        document.putObject("tidb").put("replicas", 2);
        document.putObject("pd").put("replicas", 3);
        kubernetes(document);
        if (is(Shape.FEWER_KEYS)) {
            document.putObject("options");
        } else {
            document.putNull("options").put("region", "");
        }
        if (is(Shape.MORE_KEYS)) {
            info.put("later", 1.5);
            document.putObject("encryption").putNull("method");
        }
        return go(document);
    }

    byte[] clusterMeta() {
        ObjectNode document = NEW.objectNode();
        tikv(document, false);
        document.putObject("pd").put("replicas", 3);
        document.putObject("tidb").put("replicas", 2);
        kubernetes(document);
        document.putNull("options");
        return go(document);
    }

    private void tikv(ObjectNode document, boolean ofBr) {
        ArrayNode into = document.putObject("tikv").put("replicas", allStores).putArray("stores");
        for (Store store : stores) {
            ArrayNode volumes = into.addObject().put("store_id", store.id()).putArray("volumes");
            for (Volume volume : store.volumes()) {
                ObjectNode one =
                        volumes.addObject().put("volume_id", volume.id()).put("type", type(volume));
                if (ofBr) {
                    one.put("snapshot_id", volume.snapshot()).put("restore_volume_id", "");
                    one.put("volume_az", volume.zone());
                } else {
                    one.put("mount_path", path(volume)).put("snapshot_id", "").put("restore_volume_id", "");
                }
                if (ofBr && !is(Shape.FEWER_KEYS)) {
                    one.put("status", "");
                }
                if (is(Shape.MORE_KEYS)) {
                    one.put("size_gib", 500);
                }
            }
        }
    }

    private String type(Volume volume) {
        return isData(volume) || !is(Shape.NO_TYPES) ? volume.type() : "";
    }

    private static boolean isData(Volume volume) {
        return volume.type().equals("storage.data-dir");
    }

    private static String path(Volume volume) {
        return isData(volume) ? "/var/lib/tikv" : "/var/lib/raft";
    }

    private void kubernetes(ObjectNode document) {
        ObjectNode kubernetes = document.putObject("kubernetes");
        ArrayNode claims = kubernetes.putArray("pvcs");
        ArrayNode volumes = kubernetes.putArray("pvs");
        for (int i = 0; i < stores.size(); i++) {
            int ordinal = is(Shape.GAPS) ? GAPS[i] : i;
            for (Volume volume : stores.get(i).volumes()) {
                OriginalObjects objects = new OriginalObjects(
                        new OriginalObjects.Backed(
                                claim(volume, ordinal),
                                volume.id(),
                                volume.zone(),
                                stores.get(i).id()),
                        shapes);
                claims.add(objects.claim());
                volumes.add(objects.volume());
            }
        }
        ObjectNode cluster =
                OriginalObjects.tidbCluster(stores.stream().map(Store::id).toList(), allStores, is(Shape.FLOATS));
        kubernetes.set("crd_tidb_cluster", cluster);
        if (!is(Shape.FEWER_KEYS)) {
            kubernetes.putNull("options");
        }
    }

    private static String claim(Volume volume, int ordinal) {
        return (isData(volume) ? "tikv-" : "tikv-raft-engine-dir-") + CLUSTER + "-tikv-" + ordinal;
    }

    static String cluster() {
        return CLUSTER;
    }

    static String namespace() {
        return NAMESPACE;
    }

    /** Go writes these characters so, and no blanks between. */
    static byte[] go(JsonNode document) {
        try {
            return MAPPER.writeValueAsString(document)
                    .replace("&", "\\u0026")
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
