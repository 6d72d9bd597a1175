package io.brfed;

import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FederationListener;
import io.brfed.api.Finding;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.RestoreReport;
import io.brfed.internal.drive.Launch;
import io.brfed.internal.drive.Request.Exclusiveness;
import io.brfed.internal.drive.RestoreReports;
import io.brfed.plane.Cluster;
import io.brfed.spi.Scheduler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A restore to be run: made by {@link Federation#restore}, ended by {@link #execute} or {@link #start}. Members are
 * paired with clusters by name, or explicitly, never by position. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class RestoreBuilder {
    private final Map<ClusterName, BackupLocation> parts;
    private final List<Finding> faults;
    private final Map<ClusterName, Cluster> pairs = new LinkedHashMap<>();
    private final List<Cluster> clusters = new ArrayList<>();
    private final Launch launch = new Launch(OperationKind.RESTORE);

    private RestoreBuilder(Map<ClusterName, BackupLocation> parts, List<Finding> faults) {
        this.parts = parts;
        this.faults = faults;
    }

    static RestoreBuilder of(BackupReport backup) {
        Map<ClusterName, BackupLocation> parts = new LinkedHashMap<>();
        List<Finding> faults = new ArrayList<>();
        if (!backup.complete()) {
            faults.add(Finding.fault(
                    "backup",
                    backup.name().value(),
                    "is not complete",
                    "restore a complete backup; its failure was: "
                            + backup.cause().map(Object::toString).orElse("unknown")));
        }
        for (MemberReport member : backup.members()) {
            member.location().ifPresentOrElse(location -> parts.put(member.cluster(), location), () -> {
                faults.add(Finding.fault(
                        "backup",
                        member.cluster().value(),
                        "the report does not say where this member's part lies",
                        "give the locations explicitly: Federation.restore(locations)"));
            });
        }
        return new RestoreBuilder(parts, faults);
    }

    static RestoreBuilder of(Map<String, BackupLocation> locations) {
        Map<ClusterName, BackupLocation> parts = new LinkedHashMap<>();
        locations.forEach((name, location) -> parts.put(new ClusterName(name), location));
        return new RestoreBuilder(parts, new ArrayList<>());
    }

    /** Adds clusters to restore into, each paired with the backup's member of the same name. */
    public RestoreBuilder into(Collection<Cluster> targets) {
        clusters.addAll(targets);
        return this;
    }

    /** Adds clusters to restore into, each paired with the backup's member of the same name. */
    public RestoreBuilder into(Cluster... targets) {
        return into(List.of(targets));
    }

    /** Pairs one of the backup's members with a cluster of any name. */
    public Pairing member(String name) {
        return new Pairing(this, new ClusterName(name));
    }

    /**
     * Names the restore. A call with the same name and the same request goes on with a restore that was begun before, or
     * returns its outcome if it has ended. Default: a generated name, told to listeners before the first effect.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public RestoreBuilder named(String name) {
        launch.name(new OperationName(name));
        return this;
    }

    /**
     * Goes on with a restore of this name that has failed, or was cancelled: the failure is taken back, what was done stays
     * done, what failed is tried again, and the limits, those of this call, count anew. The report tells the failure as a
     * notice. One that runs, or whose process died, goes on as it does without this. Without this a failure is final, and a
     * call of its name tells it again; the other way out of it is {@link DeleteBuilder#restore}.
     *
     * <p>Refused without an effect, as an {@link io.brfed.api.OperationRefusedException}: a restore that is complete, that does
     * not exist, that was or is being deleted, in part too, or that asks for something else; as a
     * {@link io.brfed.api.ProviderException}: while a member does not answer; as an
     * {@link io.brfed.api.InvalidRequestException}: without a name, and on planes on which nothing follows a failure, as on
     * TiDB Operator's. What is checked before a new restore is not checked again, because it is about a place where nothing
     * has been done yet; each step looks for itself.
     */
    public RestoreBuilder goingOnAfterFailure() {
        launch.goOnAfterFailure();
        return this;
    }

    /** Adds a listener. */
    public RestoreBuilder listener(FederationListener listener) {
        launch.listener(listener);
        return this;
    }

    /**
     * Sets the limits. Default: {@link Deadlines#defaults}. A restore that goes on keeps the recorded ones, unless it goes on
     * after a failure.
     */
    public RestoreBuilder deadlines(Deadlines deadlines) {
        launch.deadlines(deadlines);
        return this;
    }

    /** Sets how often and how long to ask. Default: {@link Pacing#defaults}. */
    public RestoreBuilder pacing(Pacing pacing) {
        launch.pacing(pacing);
        return this;
    }

    /**
     * Refuses to begin where it cannot be checked that no other operation works on the TiDB cluster. Default: an event
     * and a notice in the report say so, and the restore goes on.
     */
    public RestoreBuilder requireExclusive() {
        launch.exclusiveness(Exclusiveness.REQUIRED);
        return this;
    }

    /** Sets the source of time and execution. Default: the system clock. For tests in virtual time. */
    public RestoreBuilder scheduler(Scheduler scheduler) {
        launch.scheduler(scheduler);
        return this;
    }

    /**
     * Looks for everything that would prevent the restore, without changing anything; of one that is to go on after a failure,
     * whether it may.
     *
     * @return every fault and notice; empty if there is none
     */
    public List<Finding> check() {
        return launch.check(wish());
    }

    /**
     * Begins the restore and returns at once.
     *
     * @throws io.brfed.api.InvalidRequestException if the request itself is faulty; what only the clusters can tell arrives through
     *     the operation
     */
    public Operation<RestoreReport> start() {
        return launch.start(wish(), RestoreReports::of);
    }

    /**
     * Runs the restore.
     *
     * @return the report, of a success or a failure
     * @throws io.brfed.api.InvalidRequestException if the request was refused before its first effect
     * @throws io.brfed.api.OperationRefusedException if what exists in the clusters stands in the way
     * @throws io.brfed.api.SupersededException if another driver took over
     * @throws io.brfed.api.ProviderException if a member could not be reached before the first effect
     * @throws io.brfed.api.FederationCancelledException if the calling thread was interrupted
     */
    public RestoreReport execute() {
        return start().await();
    }

    private Launch.Wish wish() {
        return new Launch.Wish(clusters, Optional.empty(), sources(), faults);
    }

    /** By target; a part without a target stays under its own name, which the checks then name. */
    private Map<ClusterName, BackupLocation> sources() {
        Map<ClusterName, BackupLocation> sources = new LinkedHashMap<>();
        parts.forEach((name, location) -> {
            Cluster target = pairs.get(name);
            sources.put(target == null ? name : target.name(), location);
        });
        return sources;
    }

    /**
     * One of the backup's members, waiting for its cluster.
     *
     * @since 0.1.0
     */
    public static final class Pairing {
        private final RestoreBuilder restore;
        private final ClusterName member;

        private Pairing(RestoreBuilder restore, ClusterName member) {
            this.restore = restore;
            this.member = member;
        }

        /** Restores the member into this cluster. */
        public RestoreBuilder into(Cluster cluster) {
            Objects.requireNonNull(cluster, "cluster");
            if (!restore.parts.containsKey(member)) {
                restore.faults.add(Finding.fault(
                        "member",
                        member.value(),
                        "is not part of the backup",
                        "its members are " + restore.parts.keySet()));
            }
            restore.pairs.put(member, cluster);
            restore.clusters.add(cluster);
            return restore;
        }
    }
}
