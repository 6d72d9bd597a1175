package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** A persistent volume claim and the EBS volume bound to it. */
final class VolumeObjects {

    private static final String SIZE = "500Gi";

    private final String namespace;
    private final String zone;
    private final TikvObjects.Driver driver;

    VolumeObjects(String namespace, String zone, TikvObjects.Driver driver) {
        this.namespace = namespace;
        this.zone = zone;
        this.driver = driver;
    }

    /** The names that tie a claim, a volume and an EBS volume together. */
    record Names(String claim, String volume, String ebs) {}

    ObjectNode claim(Names names, Map<String, String> labels) {
        ObjectNode claim = object("PersistentVolumeClaim", names.claim(), labels);
        Json.child(claim, "metadata").put("namespace", namespace);
        ObjectNode annotations = Json.child(Json.child(claim, "metadata"), "annotations");
        annotations.put("pv.kubernetes.io/bind-completed", "yes");
        annotations.put("pv.kubernetes.io/bound-by-controller", "yes");
        annotations.put("volume.kubernetes.io/storage-provisioner", "ebs.csi.aws.com");
        ObjectNode spec = claim.putObject("spec");
        spec.putArray("accessModes").add("ReadWriteOnce");
        spec.putObject("resources").putObject("requests").put("storage", SIZE);
        spec.put("storageClassName", "gp3").put("volumeMode", "Filesystem").put("volumeName", names.volume());
        ObjectNode status = claim.putObject("status").put("phase", "Bound");
        status.putObject("capacity").put("storage", SIZE);
        return claim;
    }

    ObjectNode volume(Names names, Map<String, String> labels) {
        ObjectNode volume = object("PersistentVolume", names.volume(), labels);
        Json.child(Json.child(volume, "metadata"), "annotations")
                .put("pv.kubernetes.io/provisioned-by", "ebs.csi.aws.com");
        ObjectNode spec = volume.putObject("spec");
        spec.putArray("accessModes").add("ReadWriteOnce");
        spec.putObject("capacity").put("storage", SIZE);
        spec.putObject("claimRef")
                .put("apiVersion", "v1")
                .put("kind", "PersistentVolumeClaim")
                .put("name", names.claim())
                .put("namespace", namespace);
        source(spec, names.ebs());
        affinity(spec);
        spec.put("persistentVolumeReclaimPolicy", "Retain")
                .put("storageClassName", "gp3")
                .put("volumeMode", "Filesystem");
        volume.putObject("status").put("phase", "Bound");
        return volume;
    }

    private void source(ObjectNode spec, String ebs) {
        switch (driver) {
            case CSI ->
                spec.putObject("csi")
                        .put("driver", "ebs.csi.aws.com")
                        .put("fsType", "ext4")
                        .put("volumeHandle", ebs);
            case IN_TREE ->
                spec.putObject("awsElasticBlockStore")
                        .put("fsType", "ext4")
                        .put("volumeID", "aws://" + zone + "/" + ebs);
        }
    }

    private void affinity(ObjectNode spec) {
        ObjectNode expression = spec.putObject("nodeAffinity")
                .putObject("required")
                .putArray("nodeSelectorTerms")
                .addObject()
                .putArray("matchExpressions")
                .addObject();
        expression.put("key", "topology.ebs.csi.aws.com/zone").put("operator", "In");
        expression.putArray("values").add(zone);
    }

    static ObjectNode object(String kind, String name, Map<String, String> labels) {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        ObjectNode into = metadata.putObject("labels");
        new TreeMap<>(labels).forEach(into::put);
        return object;
    }
}
