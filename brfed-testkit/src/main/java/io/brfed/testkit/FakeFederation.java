package io.brfed.testkit;

import io.brfed.api.BackupReport;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Cluster;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.tidb.Capture;
import io.brfed.testkit.tidb.FakeTidbCluster;
import io.brfed.testkit.tidb.Judgement;
import io.brfed.testkit.tidb.RestoreOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A whole federation of {@linkplain FakeDataPlane fake planes} with one time and one history: clusters {@code k8s-a},
 * {@code k8s-b}, … that carry the TidbCluster {@code tidb/prod}, two TiKV stores each.
 *
 * <pre>{@code
 * FakeFederation federation = FakeFederation.of(3);
 * federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);
 * BackupReport report = Federation.backup(federation.clusters()).scheduler(federation.time()).execute();
 * assertThat(federation.pauseHeldAnywhere()).isFalse();
 * }</pre>
 *
 * As safe for use by several threads as its scheduler; with {@link VirtualTime} for one thread.
 *
 * @since 0.1.0
 */
public final class FakeFederation {
    /** The TidbCluster in every member cluster. */
    public static final TidbClusterRef TIDB_CLUSTER = new TidbClusterRef("tidb", "prod");

    /** The most clusters that there are names for. */
    public static final int MAX_CLUSTERS = 26 * 26;

    private final World world;
    private final Map<String, FakeDataPlane> planes = new LinkedHashMap<>();
    private final List<FakeFederation> others = new CopyOnWriteArrayList<>();

    private FakeFederation(World world) {
        this.world = world;
    }

    /** A federation of so many clusters in virtual time of its own. */
    public static FakeFederation of(int clusters) {
        return of(clusters, VirtualTime.create());
    }

    /**
     * A federation of so many clusters.
     *
     * @param clusters 1 to 676
     * @param scheduler the time of the clusters, usually {@link VirtualTime}
     */
    public static FakeFederation of(int clusters, Scheduler scheduler) {
        return of(FederationLayout.of(clusters), scheduler);
    }

    /**
     * A federation of any layout.
     *
     * @param layout its clusters, stores, and the life of its TiDB cluster
     * @param scheduler the time of the clusters, usually {@link VirtualTime}
     */
    public static FakeFederation of(FederationLayout layout, Scheduler scheduler) {
        return in(World.on(scheduler), layout);
    }

    /** Other clusters with the same time and the same backup storage, for example to restore into. */
    public FakeFederation another(int clusters) {
        return another(FederationLayout.of(clusters));
    }

    /** Other clusters of any layout with the same time and the same backup storage. */
    public FakeFederation another(FederationLayout layout) {
        FakeFederation other = in(world.another(), layout);
        others.add(other);
        return other;
    }

    private static FakeFederation in(World world, FederationLayout layout) {
        FakeFederation federation = new FakeFederation(world);
        layout.build(world.scheduler()).ifPresent(world::tidb);
        layout.clusters().forEach(cluster -> {
            FakeDataPlane plane = FakeDataPlane.in(world, cluster.value());
            plane.script().topology(layout.stores(cluster), layout.peers(cluster));
            federation.planes.put(cluster.value(), plane);
        });
        return federation;
    }

    /**
     * The TiDB cluster that runs in these clusters.
     *
     * @throws IllegalStateException if the layout has none
     */
    public FakeTidbCluster tidb() {
        synchronized (world) {
            FakeTidbCluster tidb = world.tidb();
            if (tidb == null) {
                throw new IllegalStateException("this federation was laid out without a TiDB cluster behind it");
            }
            return tidb;
        }
    }

    /**
     * Judges a backup by what is on its snapshots: restores from them, and compares every account with what it was at the
     * backup's timestamp. Empty if a member's snapshots are gone or were replaced by
     * those of another backup, or no TiDB cluster stands behind them.
     */
    public Optional<Judgement> judge(BackupReport backup) {
        synchronized (world) {
            List<Capture> captures = new ArrayList<>();
            FakeTidbCluster tidb = null;
            for (MemberReport member : backup.members()) {
                StoredPart part = member.location().map(world.storage()::get).orElse(null);
                if (part == null
                        || part.tidb() == null
                        || !backup.operation().id().equals(part.by())) {
                    return Optional.empty();
                }
                tidb = part.tidb();
                captures.addAll(part.captures());
            }
            FakeTidbCluster source = tidb;
            return source == null ? Optional.empty() : backup.commitTs().map(ts -> source.judge(captures, ts));
        }
    }

    /** What a restore into these clusters came to, once its data phase has run on volumes with content. */
    public Optional<RestoreOutcome> restored(OperationId id) {
        synchronized (world) {
            return Optional.ofNullable(world.restores().get(id)).flatMap(Restoring::outcome);
        }
    }

    /** The member clusters, in alphabetical order. */
    public List<Cluster> clusters() {
        return planes.values().stream()
                .map(plane -> plane.cluster(TIDB_CLUSTER))
                .toList();
    }

    /** The member clusters as one driver's process uses them. */
    public List<Cluster> clustersSeenBy(DriverProcess driver) {
        return planes.values().stream()
                .map(plane -> plane.seenBy(driver).cluster(TIDB_CLUSTER))
                .toList();
    }

    /** A process to drive operations in, which can be killed. */
    public DriverProcess newProcess() {
        return DriverProcess.on(world.scheduler());
    }

    /**
     * One cluster's plane.
     *
     * @throws IllegalArgumentException if there is no such cluster
     */
    public FakeDataPlane plane(String cluster) {
        FakeDataPlane plane = planes.get(cluster);
        if (plane == null) {
            throw new IllegalArgumentException("no cluster '" + cluster + "'; there are " + planes.keySet());
        }
        return plane;
    }

    /** Every plane, in alphabetical order of the clusters. */
    public List<FakeDataPlane> planes() {
        return List.copyOf(planes.values());
    }

    /**
     * The virtual time of the federation.
     *
     * @throws IllegalStateException if it was made with another scheduler
     */
    public VirtualTime time() {
        if (world.scheduler() instanceof VirtualTime time) {
            return time;
        }
        throw new IllegalStateException("this federation runs on " + world.scheduler() + ", not in virtual time");
    }

    /** Everything that happened. */
    public Journal journal() {
        return world.journal();
    }

    /** Tells somebody about every effect, before and after it. Several may ask; nobody can be taken off. */
    public void onEffect(Consumer<Effect> hook) {
        Objects.requireNonNull(hook, "hook");
        synchronized (world) {
            world.onEffect(hook);
        }
    }

    /** Makes things go wrong, by name. */
    public Faults faults() {
        return new Faults(this);
    }

    void happens(FaultKind kind) {
        synchronized (world) {
            world.happens(kind, planes().get(0).name());
        }
    }

    /** Tells somebody about everything that truly happens from now on. Several may ask; nobody can be taken off. */
    public void witness(Witness witness) {
        Objects.requireNonNull(witness, "witness");
        synchronized (world) {
            world.add(witness);
        }
    }

    /** How many effects there were. */
    public int effects() {
        synchronized (world) {
            return world.effects();
        }
    }

    /** Whether a pause is held in any cluster now, here or in {@linkplain #another others} made from this one. */
    public boolean pauseHeldAnywhere() {
        boolean held;
        synchronized (world) {
            held = !world.pauses().holders().isEmpty();
        }
        return held || others.stream().anyMatch(FakeFederation::pauseHeldAnywhere);
    }

    /** The federations made from this one by {@link #another}. */
    public List<FakeFederation> others() {
        return List.copyOf(others);
    }

    /** The snapshots that were taken and not removed. */
    public List<SnapshotSet> snapshots() {
        synchronized (world) {
            return world.pauses().snapshots();
        }
    }

    /** The snapshots that are worthless because the pause was not held throughout; no complete backup has any. */
    public List<SnapshotSet> snapshotsOutsidePause() {
        return snapshots().stream()
                .filter(set -> set.pause() == SnapshotSet.Pause.NOT_HELD)
                .toList();
    }

    /**
     * What an operation that has ended should not have left: a held pause, a claim, a subscription, a member that is
     * neither done nor failed, snapshots whose member is gone, here and in {@linkplain #another others} made from this
     * one. One line each; empty if there is nothing.
     */
    public List<String> leftovers() {
        List<String> left = new ArrayList<>(ownLeftovers());
        others.forEach(other -> left.addAll(other.leftovers()));
        return List.copyOf(left);
    }

    /** As {@link #leftovers}, without the clusters that were made with {@link #another}. */
    public List<String> ownLeftovers() {
        List<String> left = new ArrayList<>();
        synchronized (world) {
            Set<Member> there = members();
            world.pauses().holders().forEach(holder -> left.add("pause held by " + describe(holder)));
            FakeTidbCluster tidb = world.tidb();
            if (tidb != null && world.pauses().holders().isEmpty() && tidb.pd().gcHolds() > 0) {
                left.add("garbage collection held " + tidb.pd().gcHolds() + " times without a pause");
            }
            world.restores().values().stream()
                    .flatMap(restoring -> restoring.holders().stream())
                    .filter(member -> !there.contains(member))
                    .forEach(member -> left.add("volumes of " + describe(member) + ", which is gone"));
            for (FakeDataPlane plane : planes.values()) {
                plane.claims().forEach(id -> left.add("claim of " + id + " in " + plane.name()));
                if (plane.subscriptions() > 0) {
                    left.add(plane.subscriptions() + " subscriptions in " + plane.name());
                }
                plane.members().stream()
                        .filter(member -> !ended(member))
                        .forEach(member -> left.add("unfinished member " + member));
            }
            snapshots().stream()
                    .filter(set -> !there.contains(set.member()))
                    .forEach(set -> left.add("snapshots of " + describe(set.member()) + ", which is gone"));
        }
        return List.copyOf(left);
    }

    private Set<Member> members() {
        Set<Member> found = new HashSet<>();
        for (FakeDataPlane plane : planes.values()) {
            plane.members().forEach(state -> found.add(state.member()));
        }
        return found;
    }

    private static boolean ended(MemberState member) {
        return MemberRecord.ENDS.stream().anyMatch(member::has);
    }

    private static String describe(Member member) {
        return member.operation() + " in " + member.cluster();
    }
}
