package io.brfed.k8s.internal.manifest;

import static io.brfed.k8s.internal.manifest.Shape.anyObject;
import static io.brfed.k8s.internal.manifest.Shape.anything;
import static io.brfed.k8s.internal.manifest.Shape.closed;
import static io.brfed.k8s.internal.manifest.Shape.flag;
import static io.brfed.k8s.internal.manifest.Shape.integer;
import static io.brfed.k8s.internal.manifest.Shape.listOf;
import static io.brfed.k8s.internal.manifest.Shape.mapOf;
import static io.brfed.k8s.internal.manifest.Shape.number;
import static io.brfed.k8s.internal.manifest.Shape.open;
import static io.brfed.k8s.internal.manifest.Shape.quantity;
import static io.brfed.k8s.internal.manifest.Shape.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of the published manifests and their types, as the published schemas have them. */
public final class ManifestShapes {
    private static final Shape STORAGE_OF_ANOTHER_KIND = anyObject();

    private static final Shape S3 = closed(
            "s3",
            fields(
                    texts("provider", "region", "path", "bucket", "endpoint", "storageClass", "acl", "secretName"),
                    texts("prefix", "sse"),
                    Map.of("options", listOf(text()), "forcePathStyle", flag())));

    private static final Map<String, Shape> STORAGE = fields(
            Map.of("s3", S3),
            Map.of(
                    "gcs", STORAGE_OF_ANOTHER_KIND,
                    "azblob", STORAGE_OF_ANOTHER_KIND,
                    "local", STORAGE_OF_ANOTHER_KIND));

    private static final Shape BR = closed(
            "br",
            Map.of(
                    "concurrency", integer(),
                    "checkRequirements", flag(),
                    "sendCredToTikv", flag(),
                    "options", listOf(text())));

    private static final Shape RESOURCES = open(
            Map.of(
                    "limits", mapOf(quantity()),
                    "requests", mapOf(quantity()),
                    "claims", listOf(open(texts("name"), Set.of("name")))),
            Set.of());

    private static final Shape ENV =
            listOf(open(fields(texts("name", "value"), Map.of("valueFrom", anyObject())), Set.of("name")));

    private static final Shape TOLERATIONS = listOf(open(
            fields(texts("key", "operator", "value", "effect"), Map.of("tolerationSeconds", integer())), Set.of()));

    private static final Shape VOLUMES = listOf(open(texts("name"), Set.of("name")));

    private static final Shape MOUNTS = listOf(open(
            fields(
                    texts("name", "mountPath", "mountPropagation", "subPath", "subPathExpr"),
                    Map.of("readOnly", flag())),
            Set.of("name", "mountPath")));

    /** What both templates have. */
    private static final Map<String, Shape> POD = fields(
            Map.of("resources", RESOURCES, "env", ENV, "br", BR, "tolerations", TOLERATIONS),
            texts("toolImage", "serviceAccount", "priorityClassName"),
            Map.of("imagePullSecrets", listOf(open(texts("name"), Set.of()))),
            Map.of("automountServiceAccountToken", flag()),
            Map.of("additionalVolumes", VOLUMES, "additionalVolumeMounts", MOUNTS));

    private static final Map<String, Shape> PLACE = texts("k8sClusterName", "tcName", "tcNamespace");

    /** Fields that the API server fills in are allowed, so that an exported object can be used, but have no meaning. */
    private static final Shape METADATA = closed(
            "metadata",
            fields(
                    texts("name", "namespace"),
                    Map.of("labels", mapOf(text()), "annotations", mapOf(text())),
                    ignored("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"),
                    ignored("finalizers", "ownerReferences", "deletionTimestamp", "deletionGracePeriodSeconds")));

    /** The whole of a {@code VolumeBackup}. */
    public static final Shape VOLUME_BACKUP = manifest(
            "VolumeBackup",
            Map.of("skipGC", flag()),
            closed("clusters", PLACE),
            closed(
                    "template",
                    fields(
                            POD,
                            STORAGE,
                            texts("cleanPolicy", "calcSizeLevel"),
                            Map.of(
                                    "volumeBackupInitJobMaxActiveSeconds", integer(),
                                    "snapshotsDeleteRatio", number()))));

    /** The whole of a {@code VolumeRestore}. */
    public static final Shape VOLUME_RESTORE = manifest(
            "VolumeRestore",
            Map.of(),
            closed("clusters", fields(PLACE, texts("azName"), Map.of("backup", closed("backup", STORAGE)))),
            closed("template", fields(POD, texts("warmup", "warmupImage", "warmupStrategy"))));

    private ManifestShapes() {}

    private static Shape manifest(String kind, Map<String, Shape> own, Shape cluster, Shape template) {
        Shape spec = closed("spec", fields(Map.of("clusters", listOf(cluster)), Map.of("template", template)));
        return closed(
                kind,
                fields(
                        texts("apiVersion", "kind"),
                        Map.of("metadata", METADATA),
                        Map.of("spec", spec),
                        ignored("status"),
                        own));
    }

    private static Map<String, Shape> texts(String... names) {
        Map<String, Shape> texts = new LinkedHashMap<>();
        List.of(names).forEach(name -> texts.put(name, text()));
        return texts;
    }

    private static Map<String, Shape> ignored(String... names) {
        Map<String, Shape> ignored = new LinkedHashMap<>();
        List.of(names).forEach(name -> ignored.put(name, anything()));
        return ignored;
    }

    @SafeVarargs
    private static Map<String, Shape> fields(Map<String, Shape>... parts) {
        Map<String, Shape> fields = new LinkedHashMap<>();
        for (Map<String, Shape> part : parts) {
            fields.putAll(part);
        }
        return fields;
    }
}
