package io.brfed.plane;

import io.brfed.api.ClusterName;
import io.brfed.api.TidbClusterRef;
import java.util.Objects;

/**
 * Where one member of a federation is. Immutable.
 *
 * @param cluster the member cluster
 * @param tidbCluster the TidbCluster in it
 * @since 0.1.0
 */
public record Placement(ClusterName cluster, TidbClusterRef tidbCluster) {
    /** Checks that no part is missing. */
    public Placement {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(tidbCluster, "tidbCluster");
    }

    /** {@code cluster/namespace/name}. */
    @Override
    public String toString() {
        return cluster + "/" + tidbCluster;
    }
}
