package io.brfed.internal.direct.restore;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.spi.VolumeRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The volumes of one member of a restore, each from a snapshot of its own. Immutable.
 *
 * @param id the operation
 * @param cluster the member
 * @param volumes the requests, each as its first attempt
 */
public record VolumePlan(OperationId id, ClusterName cluster, List<VolumeRequest> volumes) {
    /** Checks that all are of this member, and no two of one snapshot. */
    public VolumePlan {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(cluster, "cluster");
        volumes = List.copyOf(volumes);
        Set<SnapshotId> snapshots = new HashSet<>();
        for (VolumeRequest request : volumes) {
            if (!request.id().equals(id) || !request.cluster().equals(cluster)) {
                throw new IllegalArgumentException("the volume from " + request.snapshot() + " is for " + request.id()
                        + " on " + request.cluster() + ", not for " + id + " on " + cluster);
            }
            if (!snapshots.add(request.snapshot())) {
                throw new IllegalArgumentException("two volumes are to be made from " + request.snapshot());
            }
        }
        if (volumes.isEmpty()) {
            throw new IllegalArgumentException("no volume is to be made on " + cluster);
        }
    }
}
