package io.brfed.testkit;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Readiness;
import io.brfed.plane.Subscription;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.tidb.FakeTidbCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DataPlane} without a cluster: members live in memory, do their work in the scheduler's time as the
 * {@linkplain #script() script} says, and calls suffer what the {@linkplain #faults() fault plan} says. Usually made by
 * a {@link FakeFederation}, whose planes share one history.
 *
 * <pre>{@code
 * FakeDataPlane plane = FakeDataPlane.named("k8s-a", time);
 * plane.script().failsWith(Condition.VOLUMES_FAILED, "QuotaExceeded", "too many snapshots").told(Phase.EXECUTE);
 * plane.faults().loseAnswerOf(CallSelector.declaring(Phase.RESUME));
 * }</pre>
 *
 * The members outlive any driver: to play a process that dies and one that goes on, use the plane
 * {@linkplain #seenBy seen by} one process after the other. Safe for use by several threads if the scheduler is;
 * {@link VirtualTime} is not.
 *
 * @since 0.1.0
 */
public final class FakeDataPlane implements DataPlane {
    private final Backend backend;
    private final DriverProcess process;

    private FakeDataPlane(Backend backend, DriverProcess process) {
        this.backend = backend;
        this.process = process;
    }

    /**
     * A plane of its own.
     *
     * @param cluster the member cluster that it is for; a call about another one is refused
     * @param scheduler its time
     */
    public static FakeDataPlane named(String cluster, Scheduler scheduler) {
        return in(World.on(scheduler), cluster);
    }

    static FakeDataPlane in(World world, String cluster) {
        return new FakeDataPlane(new Backend(world, new ClusterName(cluster)), DriverProcess.on(world.scheduler()));
    }

    /** The same plane, with the same members, as one process uses it. */
    public FakeDataPlane seenBy(DriverProcess driver) {
        return new FakeDataPlane(backend, Objects.requireNonNull(driver, "driver"));
    }

    /** The cluster that this plane is for. */
    public ClusterName name() {
        return backend.cluster;
    }

    /** What its members do by themselves. */
    public PlaneScript script() {
        return backend.script;
    }

    /** What goes wrong with calls. */
    public FaultPlan faults() {
        return backend.faults;
    }

    /** What happened in it and in the planes that share its history. */
    public Journal journal() {
        return backend.world.journal();
    }

    /** Sets the fingerprint. Default: {@code fake}. */
    public FakeDataPlane fingerprint(String value) {
        backend.fingerprint = Objects.requireNonNull(value, "value");
        return this;
    }

    /** The members in it that carry a stamp, as they are now. */
    public List<MemberState> members() {
        synchronized (backend.world) {
            return backend.store.records().stream()
                    .filter(found -> !found.isForeign())
                    .map(MemberRecord::state)
                    .toList();
        }
    }

    /** Whether a pause is held in this cluster now. */
    public boolean pauseHeld() {
        synchronized (backend.world) {
            return backend.world.pauses().holders().stream()
                    .anyMatch(holder -> holder.cluster().equals(backend.cluster));
        }
    }

    /** How many subscriptions of living processes are open. */
    public int subscriptions() {
        synchronized (backend.world) {
            return backend.watchers.count();
        }
    }

    /** The operations that hold a lock here which has not expired. */
    public List<OperationId> claims() {
        synchronized (backend.world) {
            return backend.claims.holders();
        }
    }

    /** Every member reports a condition now, with whatever comes with it; a condition it has already changes nothing. */
    public void report(Condition condition) {
        report(condition, "", "");
    }

    /** Every member reports a condition with a reason and a message now. */
    public void report(Condition condition, String reason, String message) {
        each(found -> backend.store.report(found.member(), condition, reason, message));
    }

    /** One member reports a condition now. */
    public void report(Member member, Condition condition) {
        synchronized (backend.world) {
            backend.store.report(member, condition, "", "");
        }
    }

    /** A person deletes every member, and each is gone at once. */
    public void deleteByHand() {
        each(found -> {
            backend.world.happens(FaultKind.DELETED_BY_HAND, backend.cluster);
            backend.store.removeByHand(found.member());
        });
    }

    /** A person deletes one member, and it is gone at once. */
    public void deleteByHand(Member member) {
        synchronized (backend.world) {
            backend.store.removeByHand(member);
        }
    }

    /** A person deletes every member, and each stays in deletion. */
    public void startDeletingByHand() {
        each(backend.store::markDeleting);
    }

    /** Something without a stamp takes the place of every member. */
    public void replaceByForeign() {
        each(found -> backend.store.putForeign(found.member(), "an object made by hand"));
    }

    /** Something without a stamp takes the place of one member, whether it exists or not. */
    public void putForeign(Member member) {
        synchronized (backend.world) {
            backend.store.putForeign(member, "an object made by hand");
        }
    }

    /** A part of every pause held here is lost although nobody gave it back; who looks closely can see it. */
    public void breakPause(String part) {
        each(found -> backend.store.breakPause(found, part));
    }

    /**
     * Something happens to the TiDB cluster while a pause is held here; where there is none, a part of the pause is lost.
     */
    void strike(FaultKind kind, Consumer<FakeTidbCluster> blow, String part) {
        synchronized (backend.world) {
            if (pauseHeld()) {
                backend.world.happens(kind, backend.cluster);
                FakeTidbCluster tidb = backend.world.tidb();
                if (tidb == null) {
                    breakPause(part);
                } else {
                    blow.accept(tidb);
                }
            }
        }
    }

    /** As {@link #strike}, once at a moment of the next pause of this plane. */
    void strikeAt(PauseMoment moment, FaultKind kind, Consumer<FakeTidbCluster> blow, String part) {
        synchronized (backend.world) {
            backend.script.strikeAt(moment, () -> {
                FakeTidbCluster tidb = backend.world.tidb();
                if (tidb != null) {
                    backend.world.happens(kind, backend.cluster);
                    blow.accept(tidb);
                } else {
                    strike(kind, cluster -> {}, part);
                }
            });
        }
    }

    @Override
    public String fingerprint() {
        return backend.fingerprint;
    }

    @Override
    public CompletionStage<Readiness> check(MemberRequest request, Duration limit) {
        return call(PlaneCall.CHECK, request.member(), limit, backend.script::readiness);
    }

    @Override
    public CompletionStage<Exclusion> claim(MemberRequest request, OperationId id, Duration limit) {
        return call(
                PlaneCall.CLAIM,
                request.member(),
                limit,
                () -> backend.claims.claim(request.member(), id, backend.store.records()));
    }

    @Override
    public CompletionStage<Void> unclaim(Member member, OperationId id, Duration limit) {
        return backend.wire.<@Nullable Void>call(described(PlaneCall.UNCLAIM, member, limit), process, () -> {
            backend.claims.unclaim(member, id);
            return null;
        });
    }

    @Override
    public CompletionStage<MemberState> declare(Declaration declaration, Duration limit) {
        Member member = declaration.member();
        Wire.Call what = new Wire.Call(PlaneCall.DECLARE, Optional.of(declaration.phase()), limit, member.operation());
        backend.sending(process, witness -> witness.sent(process, declaration));
        return backend.wire.call(what, process, () -> {
            backend.refuseOthers(member.cluster());
            return backend.store.declare(declaration);
        });
    }

    @Override
    public CompletionStage<MemberState> observe(Member member, Freshness freshness, Duration limit) {
        return call(
                PlaneCall.OBSERVE,
                member,
                limit,
                () -> backend.store.state(member, freshness, backend.faults.staleness()));
    }

    @Override
    public CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster, Duration limit) {
        Wire.Call what = new Wire.Call(PlaneCall.LIST, Optional.empty(), limit, tidbCluster);
        return backend.wire.call(what, process, () -> backend.store.list(tidbCluster));
    }

    @Override
    public CompletionStage<MemberState> delete(Deletion deletion, Duration limit) {
        backend.sending(process, witness -> witness.sent(process, deletion));
        return call(PlaneCall.DELETE, deletion.member(), limit, () -> backend.store.delete(deletion));
    }

    @Override
    public Subscription subscribe(Member member, Runnable changed) {
        return process.alive() ? backend.watchers.add(member, changed, process) : DriverProcess.noSubscription();
    }

    /** One line. */
    @Override
    public String toString() {
        return "fake data plane of " + backend.cluster + " with " + members();
    }

    Cluster cluster(TidbClusterRef tidbCluster) {
        return Cluster.named(backend.cluster.value())
                .namespace(tidbCluster.namespace())
                .tidbCluster(tidbCluster.name())
                .on(this);
    }

    private <T> CompletionStage<T> call(PlaneCall call, Member member, Duration limit, Supplier<T> effect) {
        return backend.wire.call(described(call, member, limit), process, () -> {
            backend.refuseOthers(member.cluster());
            return effect.get();
        });
    }

    private static Wire.Call described(PlaneCall call, Member member, Duration limit) {
        return new Wire.Call(call, Optional.empty(), limit, member.operation());
    }

    private void each(Consumer<MemberRecord> change) {
        synchronized (backend.world) {
            for (MemberRecord found : new ArrayList<>(backend.store.records())) {
                if (!found.isForeign()) {
                    change.accept(found);
                }
            }
        }
    }

    /** What every process sees of one fake cluster. */
    private static final class Backend {
        private final World world;
        private final ClusterName cluster;
        private final PlaneScript script = new PlaneScript();
        private final FaultPlan faults = new FaultPlan(this::comeBack);
        private final Claims claims;
        private final Wire wire;
        private final Watchers watchers;
        private final MemberStore store;
        private String fingerprint = "fake";

        Backend(World world, ClusterName cluster) {
            this.world = world;
            this.cluster = cluster;
            this.claims = new Claims(world, script);
            this.wire = new Wire(world, cluster, faults);
            this.watchers = new Watchers(world, cluster, faults);
            this.store = new MemberStore(world, cluster, script, watchers);
        }

        void sending(DriverProcess process, Consumer<Witness> what) {
            synchronized (world) {
                if (process.alive()) {
                    world.witness(what);
                }
            }
        }

        private void comeBack() {
            watchers.allChanged();
        }

        void refuseOthers(ClusterName asked) {
            if (!asked.equals(cluster)) {
                throw new ProviderException(
                        ProviderException.Fault.REFUSED,
                        "the fake plane of cluster '" + cluster + "' was asked about cluster '" + asked + "'");
            }
        }
    }
}
