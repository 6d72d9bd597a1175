package io.brfed.spi;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One request for snapshots of volumes that are attached to one instance. All of it is written on each snapshot.
 * Immutable.
 *
 * @param instance the instance
 * @param volumes the volumes to capture, with the store each belongs to
 * @param others the other volumes of the instance, which are left out
 * @param id the operation
 * @param name the backup's name
 * @param cluster the member
 * @param attempt 1 for the first request for this instance, counted up
 * @since 0.1.0
 */
public record InstanceSnapshots(
        InstanceId instance,
        List<Part> volumes,
        Set<VolumeId> others,
        OperationId id,
        OperationName name,
        ClusterName cluster,
        int attempt) {
    /** Checks that no part is missing and copies the collections. */
    public InstanceSnapshots {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(cluster, "cluster");
        volumes = List.copyOf(volumes);
        others = Set.copyOf(others);
        if (volumes.isEmpty() || attempt < 1) {
            throw new IllegalArgumentException("attempt " + attempt + " for " + volumes.size() + " volumes of "
                    + instance + "; both must be 1 or more");
        }
    }

    /**
     * One volume to capture.
     *
     * @param volume the volume
     * @param store the TiKV store it belongs to
     * @since 0.1.0
     */
    public record Part(VolumeId volume, StoreId store) {
        /** Checks that no part is missing. */
        public Part {
            Objects.requireNonNull(volume, "volume");
            Objects.requireNonNull(store, "store");
        }
    }
}
