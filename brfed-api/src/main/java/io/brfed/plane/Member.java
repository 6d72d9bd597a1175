package io.brfed.plane;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.TidbClusterRef;
import java.util.Objects;

/**
 * The part of one operation that one data plane carries: what a data plane is asked to create, observe and delete. For
 * the operator plane it is one {@code Backup} or {@code Restore} object. Immutable.
 *
 * @param kind what the operation does
 * @param operation the operation's name
 * @param cluster the member cluster
 * @param tidbCluster the TidbCluster in it
 * @since 0.1.0
 */
public record Member(OperationKind kind, OperationName operation, ClusterName cluster, TidbClusterRef tidbCluster) {
    /** Checks that no part is missing. */
    public Member {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(tidbCluster, "tidbCluster");
    }
}
