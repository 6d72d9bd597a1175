package io.brfed.testkit.tidb;

import io.brfed.api.ClusterName;
import io.brfed.api.StoreId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The hand that makes things happen in a {@link FakeTidbCluster}, for histories that a test writes itself. Obtained from
 * {@link FakeTidbCluster#script()}. Each command begins now and takes its course as time passes: in a
 * {@linkplain FakeTidbCluster.Builder#scripted() scripted} world a tenth of a second is enough for any of them, if no
 * peer lags. Commands that the cluster may refuse say whether it took them. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class WorldScript {
    private final Touch touch;

    WorldScript(Touch touch) {
        this.touch = touch;
    }

    /**
     * Begins to move an amount from one account to another.
     *
     * @return false if another transaction holds one of them
     */
    public boolean transfer(int from, int to, long amount) {
        checkAccount(from);
        checkAccount(to);
        if (from == to) {
            throw new IllegalArgumentException("a transfer from account " + from + " to itself");
        }
        return touch.world().transactions.transfer(from, to, amount);
    }

    /**
     * Uploads a file with an amount for one account to every peer of its region now, and has it ingested a moment later.
     *
     * @return false if another transaction holds the account, or 64 files were uploaded before
     */
    public boolean importInto(int account, long amount) {
        checkAccount(account);
        return touch.world().transactions.importInto(account, amount);
    }

    /**
     * Begins to move a region to other stores, all of its voters in one change.
     *
     * @return false if something else is under way with the region
     */
    public boolean moveVoters(long region, List<StoreId> voters) {
        return touch.world().operators.begin(touch.region(region), bits(voters), Region.NONE);
    }

    /**
     * Begins to move one voter of a region to another store.
     *
     * @return false if something else is under way with the region
     */
    public boolean moveVoter(long region, StoreId from, StoreId to) {
        Region moved = touch.region(region);
        long voters = (moved.voters & ~touch.node(from).bit()) | touch.node(to).bit();
        return touch.world().operators.begin(moved, voters, Region.NONE);
    }

    /**
     * Hands a region's leadership over at once.
     *
     * @return false if the leader's store refuses, or the other cannot lead
     */
    public boolean transferLeader(long region, StoreId to) {
        return touch.world().leadership.transfer(touch.region(region), touch.node(to).index);
    }

    /**
     * Begins to cut a region in two: accounts from the given one on go to a new region.
     *
     * @return false if the leader's store refuses, or something else is under way with the region
     */
    public boolean split(long region, int account) {
        return touch.world().operators.split(touch.region(region), account);
    }

    /**
     * Begins to move a region to the stores of its neighbour and to merge it into that.
     *
     * @return false if something else is under way with the region
     */
    public boolean merge(long source, long target) {
        Region into = touch.region(target);
        return touch.world().operators.begin(touch.region(source), into.voters, into.index);
    }

    /**
     * A store with two volumes joins the cluster; it has no region until one is moved to it.
     *
     * @throws IllegalArgumentException if there is a store of that id
     */
    public void join(StoreId id, ClusterName cluster) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(cluster, "cluster");
        ClusterState world = touch.world();
        for (int i = 0; i < world.nodeCount; i++) {
            if (world.nodes[i].id.equals(id)) {
                throw new IllegalArgumentException("store " + id + " is there already");
            }
        }
        if (world.nodeCount == ClusterState.MAX_STORES) {
            throw new IllegalArgumentException("more than " + ClusterState.MAX_STORES + " stores");
        }
        world.join(id, cluster);
    }

    /** Makes everything that a store has applied durable. */
    public void flush(StoreId store) {
        Node node = touch.node(store);
        touch.world().leadership.settle(node);
        for (int i = 0; i < node.peerCount; i++) {
            node.peers[i].flush();
        }
    }

    /** Flushes a store and drops the versions that garbage collection has given up. */
    public void compactData(StoreId store) {
        Node node = touch.node(store);
        touch.world().leadership.settle(node);
        for (int i = 0; i < node.peerCount; i++) {
            touch.world().upkeep.compactData(node.peers[i]);
        }
    }

    /**
     * Has a region's log cut where every peer that can be reached has it.
     *
     * @return false if the leader's store refuses
     */
    public boolean compactLog(long region) {
        return touch.world().upkeep.compactLog(touch.region(region));
    }

    /**
     * Has a region's log cut where its leader has applied it, so that those behind need a snapshot.
     *
     * @return false if the leader's store refuses
     */
    public boolean compactLogFully(long region) {
        Region cut = touch.region(region);
        touch.world().replication.settle(cut);
        Peer leader = cut.leader;
        return leader != null && touch.world().operators.propose(cut, Entry.COMPACT, leader.applied);
    }

    /** From now on a peer is so far behind the leader. */
    public void lag(long region, StoreId store, Duration lag) {
        Region lagging = touch.region(region);
        Peer peer = lagging.peerOn(touch.node(store).index);
        if (peer == null) {
            throw new IllegalArgumentException("region " + region + " has no peer on store " + store);
        }
        touch.world().upkeep.slow(peer, Touch.micros(lag));
    }

    private void checkAccount(int account) {
        int accounts = touch.world().owner.length;
        if (account < 0 || account >= accounts) {
            throw new IllegalArgumentException("account " + account + " is not one of " + accounts);
        }
    }

    private long bits(List<StoreId> stores) {
        Objects.requireNonNull(stores, "stores");
        long bits = 0;
        for (StoreId store : stores) {
            bits |= touch.node(store).bit();
        }
        return bits;
    }
}
