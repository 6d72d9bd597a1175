package io.brfed.spi;

import java.util.Objects;

/**
 * Who a PD is. Immutable.
 *
 * @param clusterId the id of its TiDB cluster; unsigned
 * @param leader the name of the leading member; empty during an election
 * @param leaderAddress its client URL; empty during an election
 * @param version its version, for example {@code 8.5.0}
 * @param clusterVersion the least version of the cluster's components
 * @since 0.1.0
 */
public record PdIdentity(long clusterId, String leader, String leaderAddress, String version, String clusterVersion) {
    /** Checks that no part is missing. */
    public PdIdentity {
        Objects.requireNonNull(leader, "leader");
        Objects.requireNonNull(leaderAddress, "leaderAddress");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(clusterVersion, "clusterVersion");
    }
}
