package io.brfed.testkit.tidb;

import java.util.List;

/** Below it every transaction is complete: each store's, as it last reported it, and PD's minimum of them. */
final class ResolvedTs {
    private final ClusterState world;
    private long minimum;
    private long stored;

    ResolvedTs(ClusterState world) {
        this.world = world;
        this.minimum = world.tso.at(world.now);
        this.stored = minimum;
        for (Node node : world.nodes) {
            node.resolved = minimum;
        }
    }

    long minimum() {
        return minimum;
    }

    /** PD writes down what it knows; a later leader knows no more. */
    void store() {
        stored = minimum;
    }

    void fallBack() {
        minimum = stored;
    }

    void report() {
        long leaderless = leaderless();
        long frozen = leaderless | down();
        long counted = leading() | leaderless;
        long newest = world.tso.peek(world.now);
        for (int i = 0; i < world.nodeCount; i++) {
            if (!Replication.contains(frozen, i)) {
                world.nodes[i].resolved = newest;
            }
        }
        List<Transaction> open = world.transactions.open();
        for (int i = 0; i < open.size(); i++) {
            Transaction transaction = open.get(i);
            lower(transaction.to, transaction.startTs);
            if (!transaction.isImport()) {
                lower(transaction.from, transaction.startTs);
            }
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < world.nodeCount; i++) {
            if (Replication.contains(counted, i)) {
                least = Math.min(least, world.nodes[i].resolved);
            }
        }
        if (least != Long.MAX_VALUE) {
            minimum = Math.max(minimum, least);
        }
    }

    private void lower(int account, long startTs) {
        Peer leader = world.ownerOf(account).leader;
        if (leader != null) {
            Node node = world.nodes[leader.node];
            node.resolved = Math.min(node.resolved, startTs);
        }
    }

    /** The stores that have a leader, as PD counts only those. */
    private long leading() {
        long leading = 0;
        for (int i = 0; i < world.regionCount; i++) {
            Region region = world.region(i);
            Peer leader = region.leader;
            if (!region.gone && leader != null) {
                leading |= 1L << leader.node;
            }
        }
        return leading;
    }

    private long down() {
        long down = 0;
        for (int i = 0; i < world.nodeCount; i++) {
            down |= world.nodes[i].up ? 0 : 1L << i;
        }
        return down;
    }

    /** The stores of regions without a leader; what they know stands still. */
    private long leaderless() {
        long leaderless = 0;
        for (int i = 0; i < world.regionCount; i++) {
            Region region = world.region(i);
            if (!region.gone && region.leader == null) {
                leaderless |= region.voters;
            }
        }
        return leaderless;
    }
}
