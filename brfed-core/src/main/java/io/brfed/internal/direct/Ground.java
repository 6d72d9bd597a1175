package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.internal.direct.pause.Reach;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SnapshotProvider;
import java.time.Duration;

/**
 * What one direct plane works with.
 *
 * @param cluster the member cluster that it is for
 * @param access the Kubernetes cluster
 * @param snapshots the volumes
 * @param storage where backups and journals are kept
 * @param reach PD and the stores
 * @param settings the limits
 */
record Ground(
        ClusterName cluster,
        ClusterAccess access,
        SnapshotProvider snapshots,
        BackupStorage storage,
        Reach reach,
        DirectSettings settings) {
    Scheduler scheduler() {
        return reach.scheduler();
    }

    Calls calls() {
        return new Calls(scheduler());
    }

    JournalStore journals() {
        return new JournalStore(storage, scheduler());
    }

    Duration longestPause() {
        return reach.settings().longest();
    }
}
