package io.brfed.k8s;

import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.k8s.internal.manifest.ManifestDocument;
import io.brfed.plane.Cluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A {@code VolumeBackup} as BR Federation's users have it, and the clusters to back up that it stands for.
 *
 * <pre>{@code
 * VolumeBackupManifest manifest = VolumeBackupManifest.load(Path.of("volume-backup.yaml"));
 * BackupReport report = Federation.backup(manifest.clusters(kubeconfig))
 *         .named(manifest.name().value())
 *         .execute();
 * }</pre>
 *
 * <p>Every field of {@code spec.template} reaches the member objects, settings of pods exactly as they are written. A
 * member's prefix is {@code <prefix>-<k8sClusterName>}, as BR Federation makes it, so a second backup needs another prefix.
 * Labels and annotations reach the members too, {@code iam.amazonaws.com/role} for example, but not those by which tools
 * recognize what they manage: of kubectl, Argo CD, Flux, Helm, kapp, Config Sync, Rancher, Pulumi and kustomize's tools.
 * {@code skipGC}, {@code status} and what an API server adds to {@code metadata} are allowed and mean nothing here.
 *
 * <p>Unknown fields are faults, not ignored. Immutable, safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class VolumeBackupManifest {
    private final ManifestDocument document;

    private VolumeBackupManifest(ManifestDocument document) {
        this.document = document;
    }

    /**
     * Reads a file of YAML or JSON, which may hold other objects as well.
     *
     * @throws InvalidRequestException if it cannot be read, is not YAML, or does not hold exactly one
     *     {@code VolumeBackup}; faults inside of that are kept until it is used
     */
    public static VolumeBackupManifest load(Path file) {
        return new VolumeBackupManifest(
                ManifestDocument.load(OperationKind.BACKUP, Objects.requireNonNull(file, "file")));
    }

    /**
     * Reads YAML or JSON text, which may hold other objects as well.
     *
     * @throws InvalidRequestException as {@link #load} does
     */
    public static VolumeBackupManifest parse(String yaml) {
        return new VolumeBackupManifest(
                ManifestDocument.parse(OperationKind.BACKUP, Objects.requireNonNull(yaml, "yaml")));
    }

    /** Every fault that the manifest has by itself, each with the path of its field; empty if there is none. */
    public List<Finding> findings() {
        return document.faults();
    }

    /**
     * The name of the backup.
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
     * The member clusters, in the order of the manifest, each on a data plane configured as its template says.
     *
     * @param kubeconfig has a context for each; it owns the connections
     * @throws InvalidRequestException with every fault of the manifest, and every cluster that is not a usable context of
     *     the kubeconfig
     */
    public List<Cluster> clusters(Kubeconfig kubeconfig) {
        Objects.requireNonNull(kubeconfig, "kubeconfig");
        OperatorTemplate template = OperatorTemplate.of(document.template(), document.labels(), document.annotations());
        OperatorStorage storage = OperatorStorage.of(document.storage());
        return ManifestPlanes.clusters(
                document,
                kubeconfig,
                (entry, plane) -> plane.backupTemplate(template)
                        .storage(storage)
                        .prefixRule(OperatorStorage.PrefixRule.AS_PUBLISHED));
    }

    /** Kind, namespace and name. */
    @Override
    public String toString() {
        return "VolumeBackup " + document.namespace() + "/" + document.name();
    }
}
