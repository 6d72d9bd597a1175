package io.brfed.internal.direct.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.VolumeId;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.SnapshotTags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes the persistent volume and the claim of one restored volume. Source of what is kept, dropped and changed: fact sheet
 * on volumes and metadata, sections 5.3, 5.4 and 8.3.
 */
final class VolumeObjects {
    private static final String EBS_DRIVER = "ebs.csi.aws.com";
    private static final String POD_NAME = "tidb.pingcap.com/pod-name";
    private static final List<String> BOUND =
            List.of("pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller");
    private static final List<String> KEPT = List.of("labels", "annotations");

    private VolumeObjects() {}

    static BoundVolume of(RebuiltVolume rebuilt, SourceVolume source, RebuildTarget target, VolumeId restored) {
        return new BoundVolume(
                rebuilt.namespace(),
                rebuilt.claim(),
                rebuilt.persistentVolume(),
                restored,
                claim(rebuilt, source, target).toString(),
                volume(rebuilt, source, target, restored).toString());
    }

    static String nameFor(RebuildTarget target, VolumeId source) {
        String all = target.id() + "/" + target.placement() + "/" + source;
        return "pvc-" + UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
    }

    /** What keeps the objects of a volume from being made. */
    static List<Finding> check(SourceVolume source, RebuildTarget target) {
        List<Finding> findings = new ArrayList<>(driver(source, target));
        if (source.zone().isBlank()) {
            findings.add(Finding.fault(
                    "zone of the volume",
                    target.placement().cluster() + "/" + source.id(),
                    "is neither in the backup's metadata nor in its persistent volume",
                    "restore another backup"));
        }
        return findings;
    }

    private static List<Finding> driver(SourceVolume source, RebuildTarget target) {
        JsonNode spec = source.volume().path("spec");
        String driver = spec.at("/csi/driver").asText("");
        if (driver.equals(EBS_DRIVER)
                || (driver.isEmpty() && spec.path("awsElasticBlockStore").isObject())) {
            return List.of();
        }
        return List.of(Finding.fault(
                "persistent volume",
                target.placement().cluster() + "/"
                        + source.volume().at("/metadata/name").asText(""),
                driver.isEmpty() ? "is no EBS volume" : "belongs to the driver " + driver,
                "only volumes of " + EBS_DRIVER + " and in-tree EBS volumes can be restored"));
    }

    private static ObjectNode volume(
            RebuiltVolume rebuilt, SourceVolume source, RebuildTarget target, VolumeId restored) {
        ObjectNode object = begin("PersistentVolume", source.volume(), rebuilt.persistentVolume(), target);
        ObjectNode annotations = child(object, "annotations");
        annotations.remove(SourceVolumes.VOLUME_ID);
        annotations.put(BoundVolume.VOLUME_ANNOTATION, restored.value());
        if (annotations.has(POD_NAME)) {
            annotations.put(POD_NAME, target.pod(rebuilt.ordinal()));
        }
        child(object, "labels").put("app.kubernetes.io/namespace", rebuilt.namespace());
        ObjectNode spec = object.withObjectProperty("spec");
        ZoneRewriting.apply(object, target);
        pointTo(spec, source.volume(), target, restored);
        ObjectNode reference = spec.withObjectProperty("claimRef");
        reference.remove(List.of("uid", "resourceVersion"));
        reference.put("namespace", rebuilt.namespace()).put("name", rebuilt.claim());
        return object;
    }

    private static void pointTo(ObjectNode spec, ObjectNode source, RebuildTarget target, VolumeId restored) {
        if (spec.get("csi") instanceof ObjectNode csi) {
            csi.put("volumeHandle", restored.value());
        } else {
            String zone = source.path("metadata")
                    .path("labels")
                    .path(ZoneRewriting.OLD_LABEL)
                    .asText("");
            String id = zone.isEmpty() ? restored.value() : "aws://" + target.zone(zone) + "/" + restored.value();
            spec.withObjectProperty("awsElasticBlockStore").put("volumeID", id);
        }
    }

    private static ObjectNode claim(RebuiltVolume rebuilt, SourceVolume source, RebuildTarget target) {
        ObjectNode object = begin("PersistentVolumeClaim", source.claim(), rebuilt.claim(), target);
        object.withObjectProperty("metadata").put("namespace", rebuilt.namespace());
        for (String part : KEPT) {
            if (child(object, part).has(POD_NAME)) {
                child(object, part).put(POD_NAME, target.pod(rebuilt.ordinal()));
            }
        }
        object.withObjectProperty("spec").put("volumeName", rebuilt.persistentVolume());
        return object;
    }

    /** What both have in common; of the source, only what describes it, and nothing that the API server wrote. */
    private static ObjectNode begin(String kind, ObjectNode source, String name, RebuildTarget target) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", "v1").put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        for (String part : KEPT) {
            metadata.set(
                    part,
                    source.path("metadata").path(part) instanceof ObjectNode kept
                            ? kept.deepCopy()
                            : JsonNodeFactory.instance.objectNode());
        }
        child(object, "annotations").remove(BOUND);
        child(object, "annotations")
                .put(SnapshotTags.CLUSTER, target.placement().cluster().value())
                .put(SnapshotTags.NAME, target.name().value());
        child(object, "labels")
                .put(
                        "app.kubernetes.io/instance",
                        target.placement().tidbCluster().name())
                .put(BoundVolume.OPERATION_LABEL, target.id().value());
        object.set("spec", source.path("spec").deepCopy());
        return object;
    }

    private static ObjectNode child(ObjectNode object, String name) {
        return object.withObjectProperty("metadata").withObjectProperty(name);
    }
}
