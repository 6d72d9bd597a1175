package io.brfed.k8s;

import io.brfed.api.BackupLocation;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.k8s.internal.MemberReading;
import io.brfed.k8s.internal.manifest.ManifestDocument;
import io.brfed.plane.Cluster;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A {@code VolumeRestore} as BR Federation's users have it: the clusters to restore into, and where each one's part of the
 * backup lies.
 *
 * <pre>{@code
 * VolumeRestoreManifest manifest = VolumeRestoreManifest.load(Path.of("volume-restore.yaml"));
 * RestoreReport report = Federation.restore(manifest.sources())
 *         .into(manifest.clusters(kubeconfig))
 *         .named(manifest.name().value())
 *         .execute();
 * }</pre>
 *
 * <p>Every field of {@code spec.template} reaches the member objects, settings of pods exactly as they are written; so do
 * each cluster's {@code azName} and {@code backup}, whose prefix is used as it stands. Labels, annotations and fields
 * without meaning are treated as a {@link VolumeBackupManifest} treats them.
 *
 * <p>Unknown fields are faults, not ignored. Immutable, safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class VolumeRestoreManifest {
    private final ManifestDocument document;

    private VolumeRestoreManifest(ManifestDocument document) {
        this.document = document;
    }

    /**
     * Reads a file of YAML or JSON, which may hold other objects as well.
     *
     * @throws InvalidRequestException if it cannot be read, is not YAML, or does not hold exactly one
     *     {@code VolumeRestore}; faults inside of that are kept until it is used
     */
    public static VolumeRestoreManifest load(Path file) {
        return new VolumeRestoreManifest(
                ManifestDocument.load(OperationKind.RESTORE, Objects.requireNonNull(file, "file")));
    }

    /**
     * Reads YAML or JSON text, which may hold other objects as well.
     *
     * @throws InvalidRequestException as {@link #load} does
     */
    public static VolumeRestoreManifest parse(String yaml) {
        return new VolumeRestoreManifest(
                ManifestDocument.parse(OperationKind.RESTORE, Objects.requireNonNull(yaml, "yaml")));
    }

    /** Every fault that the manifest has by itself, each with the path of its field; empty if there is none. */
    public List<Finding> findings() {
        return document.faults();
    }

    /**
     * The name of the restore.
     *
     * @throws InvalidRequestException with every fault, if the manifest has any
     */
    public OperationName name() {
        ManifestPlanes.refuse(document.faults());
        return new OperationName(document.name());
    }

    /** The namespace that the manifest was written for; the members have their own, {@code tcNamespace}. */
    public String namespace() {
        return document.namespace();
    }

    /**
     * Where each cluster's part of the backup lies, by {@code k8sClusterName} and in the order of the manifest. Cannot be
     * changed.
     *
     * @throws InvalidRequestException with every fault, if the manifest has any
     */
    public Map<String, BackupLocation> sources() {
        ManifestPlanes.refuse(document.faults());
        Map<String, BackupLocation> sources = new LinkedHashMap<>();
        document.clusters()
                .forEach(entry -> sources.put(
                        entry.cluster(),
                        new BackupLocation(MemberReading.s3(entry.backup().path("s3")))));
        return Collections.unmodifiableMap(sources);
    }

    /**
     * The member clusters, in the order of the manifest, each on a data plane configured as its template and its own entry
     * say.
     *
     * @param kubeconfig has a context for each; it owns the connections
     * @throws InvalidRequestException with every fault of the manifest, and every cluster that is not a usable context of
     *     the kubeconfig
     */
    public List<Cluster> clusters(Kubeconfig kubeconfig) {
        Objects.requireNonNull(kubeconfig, "kubeconfig");
        OperatorTemplate template = OperatorTemplate.of(document.template(), document.labels(), document.annotations());
        return ManifestPlanes.clusters(
                document,
                kubeconfig,
                (entry, plane) -> plane.restoreTemplate(template)
                        .restoreSource(OperatorStorage.of(entry.backup()))
                        .volumeAz(entry.text("azName")));
    }

    /** Kind, namespace and name. */
    @Override
    public String toString() {
        return "VolumeRestore " + document.namespace() + "/" + document.name();
    }
}
