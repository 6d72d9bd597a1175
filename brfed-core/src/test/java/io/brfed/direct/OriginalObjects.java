package io.brfed.direct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.direct.OriginalMeta.Shape;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Kubernetes objects as the original keeps them: a claim and a persistent volume from a lister, which has no {@code kind} and no
 * {@code apiVersion}, and a TidbCluster that was read as anything, so that its keys are sorted.
 */
final class OriginalObjects {
    private static final JsonNodeFactory NEW = JsonNodeFactory.instance;
    private static final String SIZE = "500Gi";
    private static final String ZONE_KEY = "topology.ebs.csi.aws.com/zone";
    private static final String LATER_ZONE_KEY = "topology.kubernetes.io/zone";

    private final Backed backed;
    private final Set<Shape> shapes;

    /**
     * One volume that was backed up.
     *
     * @param claim the name of its claim
     * @param volume its EBS id
     * @param zone its zone
     * @param store whose it is
     */
    record Backed(String claim, String volume, String zone, long store) {
        String pod() {
            return claim.substring(claim.indexOf("prod-"));
        }
    }

    OriginalObjects(Backed backed, Set<Shape> shapes) {
        this.backed = backed;
        this.shapes = shapes;
    }

    private boolean is(Shape shape) {
        return shapes.contains(shape);
    }

    private boolean isInTree() {
        return is(Shape.IN_TREE) || is(Shape.IN_TREE_WITHOUT_ZONE_LABEL);
    }

    private String persistentVolume() {
        return "pvc-1f0c" + backed.volume().substring(backed.volume().length() - 8);
    }

    JsonNode claim() {
        ObjectNode object = NEW.objectNode();
        ObjectNode metadata =
                object.putObject("metadata").put("name", backed.claim()).put("namespace", OriginalMeta.namespace());
        written(metadata);
        labels(metadata.putObject("labels")).put("tidb.pingcap.com/pod-name", backed.pod());
        metadata.putObject("annotations")
                .put("pv.kubernetes.io/bind-completed", "yes")
                .put("pv.kubernetes.io/bound-by-controller", "yes")
                .put("tidb.pingcap.com/pod-name", backed.pod())
                .put("volume.kubernetes.io/selected-node", "ip-10-0-1-17.us-west-2.compute.internal")
                .put("volume.kubernetes.io/storage-provisioner", "ebs.csi.aws.com");
        metadata.putArray("finalizers").add("kubernetes.io/pvc-protection");
        ObjectNode spec = object.putObject("spec");
        spec.putArray("accessModes").add("ReadWriteOnce");
        spec.putObject("resources").putObject("requests").put("storage", SIZE);
        spec.put("volumeName", persistentVolume())
                .put("storageClassName", "gp3")
                .put("volumeMode", "Filesystem");
        ObjectNode status = object.putObject("status").put("phase", "Bound");
        status.putArray("accessModes").add("ReadWriteOnce");
        status.putObject("capacity").put("storage", SIZE);
        return is(Shape.GENERIC_OBJECTS) ? sorted(object) : object;
    }

    JsonNode volume() {
        ObjectNode object = NEW.objectNode();
        ObjectNode metadata = object.putObject("metadata").put("name", persistentVolume());
        written(metadata);
        ObjectNode labels = labels(metadata.putObject("labels"));
        labels.put("app.kubernetes.io/namespace", OriginalMeta.namespace());
        if (is(Shape.IN_TREE)) {
            labels.put("failure-domain.beta.kubernetes.io/zone", backed.zone());
        }
        metadata.putObject("annotations")
                .put("note", "kept & <quoted> as Go does")
                .put("pv.kubernetes.io/provisioned-by", "ebs.csi.aws.com")
                .put("temporary/volume-id", backed.volume());
        metadata.putArray("finalizers").add("kubernetes.io/pv-protection");
        ObjectNode spec = object.putObject("spec");
        spec.putObject("capacity").put("storage", SIZE);
        source(spec);
        spec.putArray("accessModes").add("ReadWriteOnce");
        spec.putObject("claimRef")
                .put("kind", "PersistentVolumeClaim")
                .put("namespace", OriginalMeta.namespace())
                .put("name", backed.claim())
                .put("uid", "7f3d2c1a-0000-4000-8000-00000000000" + backed.store())
                .put("apiVersion", "v1")
                .put("resourceVersion", "81237");
        spec.put("persistentVolumeReclaimPolicy", "Retain")
                .put("storageClassName", "gp3")
                .put("volumeMode", "Filesystem");
        affinity(spec);
        object.putObject("status").put("phase", "Bound");
        return is(Shape.GENERIC_OBJECTS) ? sorted(object) : object;
    }

    private void source(ObjectNode spec) {
        if (isInTree()) {
            spec.putObject("awsElasticBlockStore")
                    .put("volumeID", "aws://" + backed.zone() + "/" + backed.volume())
                    .put("fsType", "ext4");
            return;
        }
        spec.putObject("csi")
                .put("driver", "ebs.csi.aws.com")
                .put("volumeHandle", backed.volume())
                .put("fsType", "ext4")
                .putObject("volumeAttributes")
                .put("storage.kubernetes.io/csiProvisionerIdentity", "1700000000000-8081-ebs.csi.aws.com");
    }

    private void affinity(ObjectNode spec) {
        ArrayNode expressions = spec.putObject("nodeAffinity")
                .putObject("required")
                .putArray("nodeSelectorTerms")
                .addObject()
                .putArray("matchExpressions");
        String key = is(Shape.LATER_ZONE_KEY) ? LATER_ZONE_KEY : ZONE_KEY;
        expressions
                .addObject()
                .put("key", key)
                .put("operator", "In")
                .putArray("values")
                .add(backed.zone());
    }

    /** What the API server wrote. */
    private void written(ObjectNode metadata) {
        metadata.put("uid", "0b1e6a4c-0000-4000-8000-00000000000" + backed.store())
                .put("resourceVersion", "81240")
                .put("creationTimestamp", "2026-01-07T03:11:09Z");
        if (is(Shape.GENERIC_OBJECTS)) {
            metadata.putArray("managedFields")
                    .addObject()
                    .put("manager", "kube-controller-manager")
                    .putObject("fieldsV1")
                    .putObject("f:metadata");
        }
    }

    private ObjectNode labels(ObjectNode labels) {
        return labels.put("app.kubernetes.io/component", "tikv")
                .put("app.kubernetes.io/instance", OriginalMeta.cluster())
                .put("app.kubernetes.io/managed-by", "tidb-operator")
                .put("app.kubernetes.io/name", "tidb-cluster")
                .put("tidb.pingcap.com/cluster-id", "7301234567890123456")
                .put("tidb.pingcap.com/store-id", Long.toString(backed.store()));
    }

    /**
     * The source's TidbCluster.
     *
     * @param floats whether its counts look like floating-point numbers
     */
    static ObjectNode tidbCluster(List<Long> stores, int allStores, boolean floats) {
        ObjectNode object =
                NEW.objectNode().put("apiVersion", "pingcap.com/v1alpha1").put("kind", "TidbCluster");
        object.putObject("metadata")
                .put("creationTimestamp", "2026-01-07T03:10:00Z")
                .put("generation", 12)
                .put("name", OriginalMeta.cluster())
                .put("namespace", OriginalMeta.namespace())
                .put("resourceVersion", "81999")
                .put("uid", "11111111-0000-4000-8000-000000000000");
        ObjectNode spec = object.putObject("spec").put("acrossK8s", true).put("version", "v7.5.3");
        spec.putObject("pd").put("baseImage", "pingcap/pd").put("replicas", 3);
        spec.putObject("tidb").put("replicas", 2).putObject("service").put("type", "ClusterIP");
        ObjectNode tikv = spec.putObject("tikv")
                .put("config", "\"raft-engine.dir\" = \"/var/lib/raft\"\n[security]\nredact-info-log = true\n")
                .put("maxFailoverCount", 0)
                .put("replicas", stores.size());
        tikv.putObject("requests").put("cpu", "14").put("storage", SIZE);
        tikv.putArray("storageVolumes")
                .addObject()
                .put("mountPath", "/var/lib/raft")
                .put("name", "raft-engine-dir")
                .put("storageSize", "50Gi");
        ObjectNode status = object.putObject("status").put("clusterID", "7301234567890123456");
        ObjectNode known = status.putObject("tikv").put("phase", "Normal").putObject("stores");
        stores.forEach(id -> known.putObject(id.toString())
                .put("id", id.toString())
                .put("leaderCount", 1234567)
                .put("state", "Up"));
        status.withObjectProperty("tikv").putObject("statefulSet").put("replicas", allStores);
        JsonNode sorted = sorted(object);
        return (ObjectNode) (floats ? floating(sorted) : sorted);
    }

    /** Maps of Go are written with their keys in order. */
    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = NEW.objectNode();
            Set<String> keys = new TreeSet<>();
            object.fieldNames().forEachRemaining(keys::add);
            keys.forEach(key -> copy.set(key, sorted(object.get(key))));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = NEW.arrayNode();
            array.forEach(item -> copy.add(sorted(item)));
            return copy;
        }
        return node;
    }

    /** Counts such as 3 as 3.0. */
    private static JsonNode floating(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(key -> object.set(key, floating(object.get(key))));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, floating(array.get(i)));
            }
        } else if (node.isIntegralNumber()) {
            return NEW.numberNode(node.decimalValue().setScale(1));
        }
        return node;
    }
}
