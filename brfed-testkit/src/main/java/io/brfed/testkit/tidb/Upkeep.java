package io.brfed.testkit.tidb;

/** What stores do for themselves: flush, compact data and logs, and lag behind at times. */
final class Upkeep {
    private static final long MEAN_UPKEEP_GAP = 1500 * ClusterState.MILLI;
    private static final long MEAN_LAG_GAP = 3 * ClusterState.SECOND;
    private static final long SHORTEST_LAG = 200 * ClusterState.MILLI;
    private static final long LONGEST_LAG = 4 * ClusterState.SECOND;
    private static final int NODE_BITS = 6;
    /** A chance of three in eight, one in two, and one in four. */
    private static final int EIGHTHS_COMPACTED = 3;

    private final ClusterState world;

    Upkeep(ClusterState world) {
        this.world = world;
    }

    void planRandom() {
        for (int i = 0; i < world.nodeCount; i++) {
            planLook(i);
        }
        world.plan(world.around(MEAN_LAG_GAP), Happening.LAG, 0);
    }

    void planLook(int node) {
        world.plan(world.around(MEAN_UPKEEP_GAP), Happening.UPKEEP, node);
    }

    void look(Node node) {
        if (world.now >= world.spanEnd) {
            return;
        }
        planLook(node.index);
        if (!node.up) {
            return;
        }
        world.leadership.settle(node);
        long dice = world.chance.nextLong();
        for (int i = 0; i < node.peerCount; i++) {
            Peer peer = node.peers[i];
            if (peer.initialised()) {
                look(peer, (int) dice & 0xff);
            }
            dice = Long.rotateRight(dice, 8);
        }
    }

    private void look(Peer peer, int dice) {
        if ((dice & 1) == 0) {
            peer.flush();
        }
        if ((dice >> 1 & 7) < EIGHTHS_COMPACTED) {
            compactData(peer);
        }
        if ((dice >> 4 & 3) == 0 && peer.region.leader == peer) {
            compactLog(peer.region);
        }
    }

    /** Drops the versions that garbage collection has given up. */
    void compactData(Peer peer) {
        peer.flush();
        peer.gc = Math.max(peer.gc, world.gc.safePoint());
    }

    /** Asks for the log to be cut where every peer that can be reached has it. */
    boolean compactLog(Region region) {
        int index = region.commit;
        for (int i = 0; i < region.peerCount; i++) {
            Peer peer = region.peers[i];
            if (world.nodes[peer.node].up && peer.initialised()) {
                index = Math.min(index, peer.persisted);
            }
        }
        return world.operators.propose(region, Entry.COMPACT, index);
    }

    void lag() {
        if (world.now >= world.spanEnd) {
            return;
        }
        world.plan(world.around(MEAN_LAG_GAP), Happening.LAG, 0);
        Region region = world.region(world.chance.nextInt(world.regionCount));
        int node = world.chance.nextInt(world.nodeCount);
        long length = world.between(SHORTEST_LAG, LONGEST_LAG);
        Peer peer = region.peerOn(node);
        if (!region.gone && peer != null && peer != region.leader) {
            slow(peer, length);
            world.plan(length, Happening.LAG_ENDS, region.index << NODE_BITS | node);
        }
    }

    void lagEnds(int subject) {
        Peer peer = world.region(subject >> NODE_BITS).peerOn(subject & ((1 << NODE_BITS) - 1));
        if (peer != null) {
            slow(peer, 5 * ClusterState.MILLI);
        }
    }

    /** From now on a peer is so far behind the leader. */
    void slow(Peer peer, long lag) {
        world.replication.settle(peer.region);
        peer.lag = lag;
        peer.applyLag = lag + 2 * ClusterState.MILLI;
        peer.region.quiet = false;
    }
}
