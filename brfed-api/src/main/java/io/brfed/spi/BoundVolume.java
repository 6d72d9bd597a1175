package io.brfed.spi;

import io.brfed.api.VolumeId;
import java.util.Objects;

/**
 * A persistent volume and the claim bound to it, to be created. Immutable.
 *
 * @param namespace the claim's namespace
 * @param claim the claim's name
 * @param persistentVolume the persistent volume's name
 * @param id the volume behind it
 * @param claimDocument the claim as JSON
 * @param volumeDocument the persistent volume as JSON
 * @since 0.1.0
 */
public record BoundVolume(
        String namespace,
        String claim,
        String persistentVolume,
        VolumeId id,
        String claimDocument,
        String volumeDocument) {
    /** The label of both objects that names the restore. */
    public static final String OPERATION_LABEL = "brfed.io/operation";

    /** The annotation of the persistent volume that names the volume behind it; TiDB Operator v1 uses the same. */
    public static final String VOLUME_ANNOTATION = "tikv-volume-restore/volume-id";

    /** Checks that no part is missing. */
    public BoundVolume {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(claim, "claim");
        Objects.requireNonNull(persistentVolume, "persistentVolume");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(claimDocument, "claimDocument");
        Objects.requireNonNull(volumeDocument, "volumeDocument");
    }

    /** {@code namespace/claim}. */
    @Override
    public String toString() {
        return namespace + "/" + claim;
    }
}
