package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.internal.direct.pause.PauseSettings;
import io.brfed.internal.direct.pause.Reach;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.CallBudget;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SnapshotProvider;
import java.time.Duration;
import java.util.Optional;

/**
 * What one direct plane works with.
 *
 * @param cluster the member cluster that it is for
 * @param access the Kubernetes cluster
 * @param snapshots the volumes
 * @param storage where backups and journals are kept
 * @param reach PD and the stores
 * @param settings the limits
 * @param board where the ends of pauses are told
 * @param turns limits what takes memory, for all planes of the group
 * @param names the stores of other Kubernetes clusters, as all planes of the group know them
 * @param pdView what PD said last to any plane of the group
 * @param restoring what it restores with; empty if it only takes backups
 */
record Ground(
        ClusterName cluster,
        ClusterAccess access,
        SnapshotProvider snapshots,
        BackupStorage storage,
        Reach reach,
        DirectSettings settings,
        PauseBoard board,
        Turns turns,
        PeerNames names,
        Recent<Discovery.PdView> pdView,
        Optional<Restoring> restoring) {
    /** The same plane, which also restores. */
    Ground with(Restoring other) {
        return new Ground(
                cluster, access, snapshots, storage, reach, settings, board, turns, names, pdView, Optional.of(other));
    }

    Scheduler scheduler() {
        return reach.scheduler();
    }

    Calls calls() {
        return new Calls(scheduler());
    }

    JournalStore journals() {
        return new JournalStore(storage, scheduler());
    }

    /** How long a pause may last in truth after the process that held it died. */
    Duration afterDeath() {
        return reach.settings().hold().plus(reach.settings().margin());
    }

    /**
     * How long the schedulers are paused, which is done once: one and a half times what the requests should take, no less
     * than any other part is held, so that a process that dies leaves no more behind. Where stores may know no leases it is
     * the longest pause, because nothing else keeps regions as they are.
     */
    Duration schedulersPause(int stores) {
        if (reach.settings().unleased() == PauseSettings.Unleased.ALLOWED) {
            return longestPause();
        }
        Duration expected = snapshots.budget().wouldWait(CallBudget.Call.CREATE_SNAPSHOTS, stores);
        Duration ample = expected.multipliedBy(3).dividedBy(2);
        Duration least = reach.settings().hold();
        Duration wanted = ample.compareTo(least) < 0 ? least : ample;
        return wanted.compareTo(longestPause()) > 0 ? longestPause() : wanted;
    }

    /** What is kept of the longest pause for its proof and for giving it back. */
    Duration closing() {
        Duration rounds = reach.settings().call().multipliedBy(2);
        Duration sixth = longestPause().dividedBy(6);
        return rounds.compareTo(sixth) < 0 ? rounds : sixth;
    }

    Duration longestPause() {
        return reach.settings().longest();
    }
}
