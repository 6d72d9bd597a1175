package io.brfed.testkit;

import io.brfed.api.Condition;
import io.brfed.testkit.PlaneScript.Ambush;
import io.brfed.testkit.tidb.FakeTidbCluster;
import io.brfed.testkit.tidb.FakeTikv;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes things go wrong in a federation of fakes, by name. Obtained from {@link FakeFederation#faults()}.
 *
 * <pre>{@code
 * federation.faults().cluster("k8s-b").becomesUnreachable();
 * federation.faults().snapshots().failNext("SnapshotLimitExceeded");
 * federation.faults().pause().losesPdLeader();
 * }</pre>
 *
 * Each fault counts from the moment of the call; to have it later, call from a task of the scheduler. As safe for use by
 * several threads as the scheduler.
 *
 * @since 0.1.0
 */
public final class Faults {
    private final Scope all;
    private final FakeFederation federation;

    Faults(FakeFederation federation) {
        this.federation = federation;
        this.all = new Scope(federation.planes());
    }

    /**
     * Faults of one cluster.
     *
     * @throws IllegalArgumentException if there is no such cluster
     */
    public ClusterFaults cluster(String name) {
        return new ClusterFaults(federation.plane(name));
    }

    /** Faults of snapshots, in whichever cluster takes the next ones. */
    public SnapshotFaults snapshots() {
        return new SnapshotFaults(all);
    }

    /** Faults of backup storage, for whichever cluster uses it next. */
    public StorageFaults storage() {
        return new StorageFaults(all);
    }

    /** Faults of whatever pause is held, or of the next one. */
    public PauseFaults pause() {
        return new PauseFaults(all, null);
    }

    /** The wall clock jumps, forward or back; elapsed time does not. */
    public Faults clockJumps(Duration by) {
        federation.happens(FaultKind.CLOCK_JUMP);
        federation.time().jumpClock(by);
        return this;
    }

    /** Everything that is still wrong becomes right, but for clusters that are lost for ever. */
    public void end() {
        federation.planes().forEach(plane -> {
            boolean away = plane.faults().outage().isPresent();
            plane.faults().clear();
            plane.script().recovers();
            if (away) {
                plane.faults().comesBack();
            }
        });
    }

    /** The planes that a fault may happen to. */
    private record Scope(Collection<FakeDataPlane> planes) {
        Scope {
            planes = List.copyOf(planes);
        }

        void ambush(FaultKind kind, Condition missed, Condition reported, String reason) {
            Ambush ambush = new Ambush(
                    kind,
                    missed,
                    reported,
                    Objects.requireNonNull(reason, "reason"),
                    "scripted " + kind,
                    new AtomicBoolean());
            planes.forEach(plane -> plane.script().ambush(ambush));
        }
    }

    /**
     * What can go wrong with one cluster.
     *
     * @since 0.1.0
     */
    public static final class ClusterFaults {
        private final FakeDataPlane plane;
        private final Scope scope;

        private ClusterFaults(FakeDataPlane plane) {
            this.plane = plane;
            this.scope = new Scope(List.of(plane));
        }

        /** No call gets through until it comes back: each ends when its limit is over. */
        public ClusterFaults becomesUnreachable() {
            plane.faults().becomesUnreachable();
            return this;
        }

        /** Calls are turned away at once until it comes back. */
        public ClusterFaults refusesConnections() {
            plane.faults().refusesConnections();
            return this;
        }

        /** Calls never end until it comes back: limits are ignored. */
        public ClusterFaults ignoresDeadlines() {
            plane.faults().hangs();
            return this;
        }

        /** It never answers again. */
        public ClusterFaults diesForEver() {
            plane.faults().diesForEver();
            return this;
        }

        /** Calls get through again. */
        public ClusterFaults comesBack() {
            plane.faults().comesBack();
            return this;
        }

        /** The next writes lose against another writer. */
        public ClusterFaults conflictsNext(int times) {
            plane.faults().conflictNext(CallSelector.anyWrite(), times);
            return this;
        }

        /** The next calls are turned away and asked to wait. */
        public ClusterFaults throttlesNext(int times, Duration wait) {
            plane.faults().throttleNext(CallSelector.anyCall(), wait, times);
            return this;
        }

        /** A person deletes every member in it. */
        public ClusterFaults deletedByHand() {
            plane.deleteByHand();
            return this;
        }

        /** The step that leads to a condition never ends. */
        public ClusterFaults staysStuckBefore(Condition condition) {
            plane.script().never(condition);
            return this;
        }

        /** Faults of single calls, notifications and reads. */
        public FaultPlan calls() {
            return plane.faults();
        }

        /** Faults of its snapshots. */
        public SnapshotFaults snapshots() {
            return new SnapshotFaults(scope);
        }

        /** Faults of its use of backup storage. */
        public StorageFaults storage() {
            return new StorageFaults(scope);
        }

        /** Faults of the pause that is held in it. */
        public PauseFaults pause() {
            return new PauseFaults(scope, null);
        }
    }

    /**
     * What can go wrong with snapshots.
     *
     * @since 0.1.0
     */
    public static final class SnapshotFaults {
        private final Scope scope;

        private SnapshotFaults(Scope scope) {
            this.scope = scope;
        }

        /** The next member that requests its snapshots is refused, for a reason such as {@code SnapshotLimitExceeded}. */
        public SnapshotFaults failNext(String reason) {
            scope.ambush(FaultKind.SNAPSHOT_REFUSED, Condition.SNAPSHOTS_CREATED, Condition.VOLUMES_FAILED, reason);
            return this;
        }

        /** A snapshot of the next member that waits for its snapshots to complete turns from pending to error. */
        public SnapshotFaults turnToErrorNext(String reason) {
            scope.ambush(FaultKind.SNAPSHOT_ERROR, Condition.VOLUMES_COMPLETE, Condition.VOLUMES_FAILED, reason);
            return this;
        }
    }

    /**
     * What can go wrong with backup storage.
     *
     * @since 0.1.0
     */
    public static final class StorageFaults {
        private final Scope scope;

        private StorageFaults(Scope scope) {
            this.scope = scope;
        }

        /** The next member that writes its metadata fails. */
        public StorageFaults failNextWrite(String reason) {
            scope.ambush(FaultKind.STORAGE_FAILURE, Condition.VOLUMES_COMPLETE, Condition.VOLUMES_FAILED, reason);
            return this;
        }

        /** The next member that reads metadata to restore from fails. */
        public StorageFaults failNextRead(String reason) {
            scope.ambush(FaultKind.STORAGE_FAILURE, Condition.VOLUMES_RESTORED, Condition.FAILED, reason);
            return this;
        }
    }

    /**
     * What can go wrong with a pause while it is held, or at one moment of the next one.
     *
     * @since 0.1.0
     */
    public static final class PauseFaults {
        private final Scope scope;
        private final @Nullable PauseMoment moment;

        private PauseFaults(Scope scope, @Nullable PauseMoment moment) {
            this.scope = scope;
            this.moment = moment;
        }

        /** The same faults, each once when the next pause reaches a moment. */
        public PauseFaults at(PauseMoment when) {
            return new PauseFaults(scope, Objects.requireNonNull(when, "when"));
        }

        /** Another PD becomes leader and has forgotten the pause of its schedulers; intact leases make that harmless. */
        public PauseFaults losesPdLeader() {
            return strike(
                    FaultKind.PD_LEADER_CHANGE,
                    tidb -> tidb.pd().leaderChanges(),
                    "the new PD leader runs its schedulers");
        }

        /** The last TiKV restarts and has forgotten its lease. */
        public PauseFaults restartsTikv() {
            return strike(FaultKind.TIKV_RESTART, tidb -> last(tidb).restart(), "a restarted TiKV has no lease");
        }

        /** The lease of the last TiKV ends before it is renewed; nothing if that TiKV is down. */
        public PauseFaults expires() {
            return strike(FaultKind.LEASE_EXPIRED, tidb -> expire(last(tidb)), "a lease expired");
        }

        private PauseFaults strike(FaultKind kind, Consumer<FakeTidbCluster> blow, String part) {
            if (moment == null) {
                scope.planes().forEach(plane -> plane.strike(kind, blow, part));
            } else {
                scope.planes().forEach(plane -> plane.strikeAt(moment, kind, blow, part));
            }
            return this;
        }

        private static void expire(FakeTikv store) {
            if (store.isUp()) {
                store.finish();
            }
        }

        private static FakeTikv last(FakeTidbCluster tidb) {
            return tidb.stores().get(tidb.stores().size() - 1);
        }
    }
}
