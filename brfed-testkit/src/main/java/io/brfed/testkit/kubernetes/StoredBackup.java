package io.brfed.testkit.kubernetes;

import io.brfed.api.Tso;
import java.util.Objects;

/**
 * One cluster's part of a backup, as the simulated storage keeps it. Immutable.
 *
 * @param tidbCluster name of the TidbCluster that was backed up
 * @param tikvReplicas number of its TiKV instances
 * @param tikvVolumes number of storage volumes of each beside the main one
 * @param tiflashReplicas number of its TiFlash instances
 * @param commitTs the timestamp that it restores to
 * @since 0.1.0
 */
public record StoredBackup(String tidbCluster, int tikvReplicas, int tikvVolumes, int tiflashReplicas, Tso commitTs) {
    /** Checks that no part is missing. */
    public StoredBackup {
        Objects.requireNonNull(tidbCluster, "tidbCluster");
        Objects.requireNonNull(commitTs, "commitTs");
    }

    /** A backup of a cluster with one volume per TiKV instance and no TiFlash. */
    public static StoredBackup of(String tidbCluster, int tikvReplicas, Tso commitTs) {
        return new StoredBackup(tidbCluster, tikvReplicas, 0, 0, commitTs);
    }
}
