package io.brfed.testkit.tidb;

import io.brfed.api.Tso;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * PD of a {@link FakeTidbCluster}: timestamps, garbage collection, scheduling. Obtained from
 * {@link FakeTidbCluster#pd()}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class FakePd {
    private final Touch touch;

    FakePd(Touch touch) {
        this.touch = touch;
    }

    /** A new timestamp, above all that were given before. */
    public Tso timestamp() {
        ClusterState world = touch.world();
        return new Tso(world.tso.next(world.now));
    }

    /**
     * Below this timestamp every transaction is complete on all stores, as they last reported. It only grows, except that
     * a new PD leader may know an older value.
     */
    public Tso minResolvedTs() {
        return new Tso(touch.world().resolved.minimum());
    }

    /** Old versions may be dropped up to this timestamp. It only grows. */
    public Tso gcSafePoint() {
        return new Tso(touch.world().gc.safePoint());
    }

    /**
     * Holds garbage collection, or renews the hold, as {@code UpdateServiceGCSafePoint} does.
     *
     * @param id whose hold it is
     * @param safePoint what must stay
     * @param ttl how long, unless it is renewed; zero gives the hold back
     */
    public GcHold holdGc(String id, Tso safePoint, Duration ttl) {
        Objects.requireNonNull(id, "id");
        ClusterState world = touch.world();
        world.gc.hold(id, safePoint.bits(), touch.in(ttl));
        return new GcHold(safePoint, new Tso(world.gc.minimum()));
    }

    /** Gives a hold back; nothing if there is none of that id. */
    public void releaseGc(String id) {
        touch.world().gc.release(Objects.requireNonNull(id, "id"));
    }

    /** How many holds are in force. */
    public int gcHolds() {
        return touch.world().gc.held();
    }

    /**
     * Pauses all schedulers; a pause already there is replaced. Checkers and running operators go on. PD's leader keeps it
     * in its memory: the next leader does not know of it.
     */
    public void pauseSchedulers(Duration ttl) {
        touch.world().pd.pauseSchedulers(touch.in(ttl));
    }

    /** Ends the schedulers' pause; nothing if there is none. */
    public void resumeSchedulers() {
        touch.world().pd.resumeSchedulers();
    }

    /** Whether the schedulers are paused. */
    public boolean schedulersPaused() {
        return touch.world().pd.schedulersPaused();
    }

    /**
     * When the pause of the schedulers that is in force was asked for last, in the scheduler's elapsed time; empty if they
     * are not paused.
     */
    public Optional<Duration> schedulersPausedAt() {
        PlacementDriver driver = touch.world().pd;
        return driver.schedulersPaused() ? Optional.of(Touch.duration(driver.schedulersPausedAt())) : Optional.empty();
    }

    /** Pauses the checkers, which merge regions and replace peers; the next leader does not know of it. */
    public void pauseCheckers(Duration ttl) {
        touch.world().pd.pauseCheckers(touch.in(ttl));
    }

    /** Ends the checkers' pause; nothing if there is none. */
    public void resumeCheckers() {
        touch.world().pd.pauseCheckers(Long.MIN_VALUE);
    }

    /**
     * Sets the scheduling limits to zero and forbids splits, as the configuration with a time to live does. It outlives
     * PD's leader.
     */
    public void restrictScheduling(Duration ttl) {
        touch.world().pd.restrict(touch.in(ttl));
    }

    /** Ends the restriction; nothing if there is none. */
    public void allowScheduling() {
        touch.world().pd.restrict(Long.MIN_VALUE);
    }

    /** Whether scheduling is restricted. */
    public boolean schedulingRestricted() {
        return touch.world().pd.restricted();
    }

    /** How many operators are under way. */
    public int operators() {
        return touch.world().operators.running();
    }

    /** Gives up all operators; what they have proposed already takes its course. */
    public void cancelOperators() {
        touch.world().operators.cancelAll();
    }

    /** Another member becomes PD's leader. */
    public void leaderChanges() {
        touch.world().pd.leaderChanges(Gap.Reason.LEADER_CHANGED);
    }

    /** The stores, in the order in which they were added. */
    public List<StoreView> stores() {
        ClusterState world = touch.world();
        List<StoreView> views = new ArrayList<>();
        for (int i = 0; i < world.nodeCount; i++) {
            Node node = world.nodes[i];
            StoreView.State state = node.up ? StoreView.State.UP : StoreView.State.DOWN;
            Duration startedAt = Touch.duration(node.startedAt);
            views.add(new StoreView(node.id, node.cluster, node.volumes, startedAt, state));
        }
        return List.copyOf(views);
    }

    /** The regions, in the order of their accounts. */
    public List<RegionView> regions() {
        ClusterState world = touch.world();
        world.settleAll();
        List<RegionView> views = new ArrayList<>();
        int account = 0;
        while (account < world.owner.length) {
            Region region = world.ownerOf(account);
            views.add(RegionView.of(world, region));
            account = region.end;
        }
        return List.copyOf(views);
    }
}
