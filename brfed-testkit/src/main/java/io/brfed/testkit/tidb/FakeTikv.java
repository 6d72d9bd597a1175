package io.brfed.testkit.tidb;

import io.brfed.api.StoreId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

/**
 * One TiKV store of a {@link FakeTidbCluster}. Obtained from {@link FakeTidbCluster#store}. A store that is down answers
 * nothing: see {@link #isUp}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class FakeTikv {
    private static final Duration RESTART_TIME = Duration.ofMillis(500);

    private final Touch touch;
    private final StoreId id;

    FakeTikv(Touch touch, StoreId id) {
        this.touch = touch;
        this.id = id;
    }

    /** Its id. */
    public StoreId id() {
        return id;
    }

    /** Whether it can be reached. */
    public boolean isUp() {
        return node().up;
    }

    /**
     * Makes the store refuse changes of peers and range, imports, log compaction and leader transfers for a while, or
     * longer than before. What is in a log already takes effect, and so does the second half of a merge.
     *
     * @return whether an earlier lease was still in force
     * @throws IllegalStateException if the store is down
     */
    public boolean lease(Duration ttl) {
        Node node = running();
        ClusterState world = touch.world();
        boolean valid = node.leased(world.now);
        node.leaseUntil = Math.max(node.leaseUntil, touch.in(ttl));
        world.pauses.leased(node.index, world.now, node.leaseUntil);
        return valid;
    }

    /**
     * Ends the lease.
     *
     * @return whether it was still in force
     * @throws IllegalStateException if the store is down
     */
    public boolean finish() {
        Node node = running();
        ClusterState world = touch.world();
        boolean valid = node.leased(world.now);
        node.leaseUntil = Long.MIN_VALUE;
        world.pauses.leaseEnded(node.index, world.now, Gap.Reason.GIVEN_BACK);
        return valid;
    }

    /** Whether the store's lease is in force. */
    public boolean isLeased() {
        Node node = node();
        return node.leased(touch.world().now);
    }

    /**
     * What the store says of each region that it leads, as {@code CheckPendingAdminOp} does.
     *
     * @throws IllegalStateException if the store is down
     */
    public List<PendingAdmin> pendingAdmin() {
        Node node = running();
        ClusterState world = touch.world();
        world.leadership.settle(node);
        List<PendingAdmin> answers = new ArrayList<>();
        for (int i = 0; i < node.peerCount; i++) {
            Region region = node.peers[i].region;
            if (region.leader == node.peers[i] && !region.gone) {
                boolean pending =
                        region.pending() || region.mergesInto != Region.NONE || region.mergingFrom != Region.NONE;
                answers.add(new PendingAdmin(
                        RegionView.of(world, region), pending ? PendingAdmin.State.PENDING : PendingAdmin.State.NONE));
            }
        }
        return List.copyOf(answers);
    }

    /**
     * Whether the store leads a region of which a change of peers or range is under way; the short form of
     * {@link #pendingAdmin}.
     *
     * @throws IllegalStateException if the store is down
     */
    public boolean hasPendingAdmin() {
        Node node = running();
        touch.world().leadership.settle(node);
        for (int i = 0; i < node.peerCount; i++) {
            Region region = node.peers[i].region;
            boolean leads = region.leader == node.peers[i] && !region.gone;
            if (leads && (region.pending() || region.mergesInto != Region.NONE || region.mergingFrom != Region.NONE)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Begins to wait until the store's peer of a region has applied what is in its log now.
     *
     * @param region the region, as whoever asks knows it
     * @throws IllegalStateException if the store is down
     */
    public ApplyWait waitApply(RegionView region) {
        Node node = running();
        ClusterState world = touch.world();
        if (region.id() > world.regionCount) {
            throw new IllegalArgumentException("there never was a region " + region.id());
        }
        Region known = world.region((int) region.id() - 1);
        world.replication.settle(known);
        return new ApplyWait(touch, known.peerOn(node.index), region);
    }

    /**
     * Whether every region that the store leads has applied all that is in its log.
     *
     * @throws IllegalStateException if the store is down
     */
    public boolean hasAppliedAll() {
        Node node = running();
        touch.world().leadership.settle(node);
        for (int i = 0; i < node.peerCount; i++) {
            Region region = node.peers[i].region;
            if (region.leader == node.peers[i] && !region.gone && node.peers[i].applied < region.last) {
                return false;
            }
        }
        return true;
    }

    /** Copies what is on all volumes of the store now, at one instant. A store that is down has volumes too. */
    public Capture capture() {
        return capture(EnumSet.allOf(VolumeRole.class));
    }

    /** Copies what is on one volume of the store now; of a store with one volume that is everything. */
    public Capture capture(VolumeRole role) {
        Objects.requireNonNull(role, "role");
        return capture(node().volumes == 1 ? EnumSet.allOf(VolumeRole.class) : EnumSet.of(role));
    }

    /** The store stops and starts again at once: half a second later it is back, without its lease. */
    public void restart() {
        stop();
        touch.world().plan(Touch.micros(RESTART_TIME), Happening.STORE_UP, node().index);
    }

    /** The store stops; nothing if it is down already. */
    public void stop() {
        Node node = node();
        if (node.up) {
            ClusterState world = touch.world();
            world.pauses.stopped(node.index, world.now);
            world.leadership.storeDown(node);
        }
    }

    /** The store starts; nothing if it is up already. */
    public void start() {
        touch.world().leadership.storeUp(node());
    }

    private Capture capture(EnumSet<VolumeRole> roles) {
        Node node = node();
        ClusterState world = touch.world();
        world.leadership.settle(node);
        return Capture.of(node, Touch.duration(world.now), roles);
    }

    private Node node() {
        return touch.node(id);
    }

    private Node running() {
        Node node = node();
        if (!node.up) {
            throw new IllegalStateException("store " + id + " is down");
        }
        return node;
    }
}
