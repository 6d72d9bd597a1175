package io.brfed;

import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.FoundOperations;
import io.brfed.api.ReleaseReport;
import io.brfed.internal.SystemScheduler;
import io.brfed.internal.drive.Survey;
import io.brfed.plane.Cluster;
import io.brfed.spi.Scheduler;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * One consistent backup, and its restore, of one TiDB cluster whose TiKV nodes live in several Kubernetes clusters.
 *
 * <pre>{@code
 * BackupReport backup = Federation.backup(clusters).execute();
 * RestoreReport restored = Federation.restore(backup).into(newClusters).execute();
 * }</pre>
 *
 * <p>A member that fails is a result, not an exception: reports have one outcome per member, and {@code orThrow()} for
 * those who prefer exceptions. Calls throw only when there is no report to give. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Federation {
    private Federation() {}

    /** Begins a backup of the TiDB cluster that these member clusters carry together; the first takes the pause. */
    public static BackupBuilder backup(Collection<Cluster> clusters) {
        return new BackupBuilder(List.copyOf(clusters));
    }

    /** Begins a backup of the TiDB cluster that these member clusters carry together; the first takes the pause. */
    public static BackupBuilder backup(Cluster... clusters) {
        return backup(List.of(clusters));
    }

    /** Begins a restore of a complete backup; its members are paired with clusters of the same names. */
    public static RestoreBuilder restore(BackupReport backup) {
        return RestoreBuilder.of(backup);
    }

    /** Begins a restore from explicit locations, by the names of the backup's members. */
    public static RestoreBuilder restore(Map<String, BackupLocation> locations) {
        return RestoreBuilder.of(locations);
    }

    /** Begins a look at a complete backup: whether its metadata and its snapshots are what a restore needs. */
    public static VerifyBuilder verify(BackupReport backup) {
        return VerifyBuilder.of(backup);
    }

    /** Begins a look at a backup at explicit locations, by the names of its members. */
    public static VerifyBuilder verify(Map<String, BackupLocation> locations) {
        return VerifyBuilder.of(locations);
    }

    /** Begins the deletion of an operation's members, running or ended. */
    public static DeleteBuilder delete(Collection<Cluster> clusters) {
        return new DeleteBuilder(List.copyOf(clusters));
    }

    /**
     * The emergency resume: ends whatever pause of ours is still held on these clusters' TidbClusters and touches nothing
     * else. A backup that was running fails. Waits at most 30 seconds for confirmations; safe to repeat.
     *
     * @throws io.brfed.api.FederationCancelledException if the calling thread is interrupted; what was asked for goes on
     */
    public static ReleaseReport release(Collection<Cluster> clusters) {
        return release(clusters, SystemScheduler.shared());
    }

    /** As {@link #release(Collection)}, on another scheduler, for tests in virtual time. */
    public static ReleaseReport release(Collection<Cluster> clusters, Scheduler scheduler) {
        return new Survey(List.copyOf(clusters), scheduler).release();
    }

    /** What of ours is running or left over on these clusters' TidbClusters. */
    public static FoundOperations operations(Collection<Cluster> clusters) {
        return operations(clusters, SystemScheduler.shared());
    }

    /** As {@link #operations(Collection)}, on another scheduler, for tests in virtual time. */
    public static FoundOperations operations(Collection<Cluster> clusters, Scheduler scheduler) {
        return new Survey(List.copyOf(clusters), scheduler).operations();
    }
}
