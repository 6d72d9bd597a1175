package io.brfed;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FederationListener;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.internal.drive.BackupReports;
import io.brfed.internal.drive.Launch;
import io.brfed.internal.drive.Request.Exclusiveness;
import io.brfed.plane.Cluster;
import io.brfed.spi.Scheduler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backup to be taken: made by {@link Federation#backup}, ended by {@link #execute} or {@link #start}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class BackupBuilder {
    private final List<Cluster> clusters;
    private final Launch launch = new Launch(OperationKind.BACKUP);
    private @Nullable ClusterName initializer;

    BackupBuilder(List<Cluster> clusters) {
        this.clusters = clusters;
    }

    /**
     * Names the backup. A call with the same name and the same members goes on with a backup that was begun before, or
     * returns its outcome if it has ended. Default: a generated name, told to listeners before the first effect.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public BackupBuilder named(String name) {
        launch.name(new OperationName(name));
        return this;
    }

    /** Adds a listener. */
    public BackupBuilder listener(FederationListener listener) {
        launch.listener(listener);
        return this;
    }

    /**
     * Sets the member that takes the pause; in a mixed federation one of the direct plane. Default: the first cluster, in a
     * mixed federation the first of the direct plane. A resumed backup keeps the recorded one.
     */
    public BackupBuilder initializer(String cluster) {
        initializer = new ClusterName(cluster);
        return this;
    }

    /** Sets the limits. Default: {@link Deadlines#defaults}. A resumed backup keeps the recorded ones. */
    public BackupBuilder deadlines(Deadlines deadlines) {
        launch.deadlines(deadlines);
        return this;
    }

    /** Sets how often and how long to ask. Default: {@link Pacing#defaults}. */
    public BackupBuilder pacing(Pacing pacing) {
        launch.pacing(pacing);
        return this;
    }

    /**
     * Refuses to begin where it cannot be checked that no other operation works on the TiDB cluster. Default: an event
     * and a notice in the report say so, and the backup goes on.
     */
    public BackupBuilder requireExclusive() {
        launch.exclusiveness(Exclusiveness.REQUIRED);
        return this;
    }

    /** Sets the source of time and execution. Default: the system clock. For tests in virtual time. */
    public BackupBuilder scheduler(Scheduler scheduler) {
        launch.scheduler(scheduler);
        return this;
    }

    /**
     * Looks for everything that would prevent the backup, without changing anything.
     *
     * @return every fault and notice; empty if there is none
     */
    public List<Finding> check() {
        return launch.check(wish());
    }

    /**
     * Begins the backup and returns at once.
     *
     * @throws io.brfed.api.InvalidRequestException if the request itself is faulty; what only the clusters can tell
     *     arrives through the operation
     */
    public Operation<BackupReport> start() {
        return launch.start(wish(), BackupReports::of);
    }

    /**
     * Takes the backup.
     *
     * @return the report, of a success or a failure
     * @throws io.brfed.api.InvalidRequestException if the request was refused before its first effect
     * @throws io.brfed.api.OperationRefusedException if what exists in the clusters stands in the way
     * @throws io.brfed.api.SupersededException if another driver took over
     * @throws io.brfed.api.ProviderException if a member could not be reached before the first effect
     * @throws io.brfed.api.FederationCancelledException if the calling thread was interrupted
     */
    public BackupReport execute() {
        return start().await();
    }

    private Launch.Wish wish() {
        return new Launch.Wish(clusters, Optional.ofNullable(initializer), Map.of(), List.of());
    }
}
