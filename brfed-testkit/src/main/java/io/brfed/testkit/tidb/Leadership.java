package io.brfed.testkit.tidb;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Who leads, and what becomes of regions whose leader's store went away. */
final class Leadership {
    private static final ClusterState.Range ELECTION =
            new ClusterState.Range(300 * ClusterState.MILLI, 1500 * ClusterState.MILLI);

    private final ClusterState world;

    Leadership(ClusterState world) {
        this.world = world;
    }

    /** Asks the leader to hand over; false if its store refuses, or the other cannot lead. */
    boolean transfer(Region region, int node) {
        world.replication.settle(region);
        Peer leader = region.leader;
        Peer next = region.peerOn(node);
        if (leader == null || next == null || !next.initialised() || next == leader) {
            return false;
        }
        boolean possible = Replication.contains(region.voters, node) && world.nodes[node].up && !region.pending();
        if (!possible || world.nodes[leader.node].leased(world.now)) {
            return false;
        }
        lead(region, next);
        return true;
    }

    /** A leader that is no voter any more hands over. */
    void leaveIfRemoved(Region region) {
        Peer leader = region.leader;
        if (leader != null && !Replication.contains(region.voters, leader.node)) {
            Peer next = world.replication.bestVoter(region);
            if (next != null) {
                lead(region, next);
            } else {
                region.leader = null;
                planElection(region);
            }
        }
    }

    void elect(Region region) {
        if (region.gone || region.leader != null) {
            return;
        }
        world.replication.settle(region);
        Peer best = world.replication.bestVoter(region);
        if (best != null) {
            dropTail(region, best.persisted);
            lead(region, best);
            world.replication.settle(region);
        }
    }

    void storeDown(Node node) {
        settle(node);
        node.up = false;
        node.leaseUntil = Long.MIN_VALUE;
        for (int i = 0; i < node.peerCount; i++) {
            Peer peer = node.peers[i];
            peer.applied = peer.flushed;
            peer.region.quiet = false;
            if (peer.region.leader == peer) {
                peer.region.leader = null;
                planElection(peer.region);
            }
        }
    }

    void storeUp(Node node) {
        if (node.up) {
            return;
        }
        node.up = true;
        node.startedAt = world.now;
        world.pauses.restarted(node.index, world.now);
        for (int i = 0; i < node.peerCount; i++) {
            Region region = node.peers[i].region;
            region.quiet = false;
            if (region.leader == null) {
                planElection(region);
            }
        }
    }

    void settle(Node node) {
        for (Peer peer : Arrays.copyOf(node.peers, node.peerCount)) {
            world.replication.settle(peer.region);
        }
    }

    private void planElection(Region region) {
        if (!region.gone) {
            world.plan(world.decided(region, 0, ELECTION), Happening.ELECTION, region.index);
        }
    }

    private void lead(Region region, Peer next) {
        region.leader = next;
        region.term++;
        // The new leader has, or makes up for, all that counts; what others have of the rest is theirs to drop.
        next.persisted = region.last;
        region.quiet = false;
        for (int i = 0; i < region.peerCount; i++) {
            Peer peer = region.peers[i];
            if (world.nodes[peer.node].up) {
                peer.term = region.term;
            }
        }
    }

    private void dropTail(Region region, int kept) {
        if (kept < region.last) {
            for (int i = kept + 1; i <= region.last; i++) {
                if (region.types[i] == Entry.PREPARE_MERGE) {
                    world.region((int) region.arguments[i]).mergingFrom = Region.NONE;
                } else if (region.types[i] == Entry.COMMIT_MERGE) {
                    world.operators.planCommitMerge(world.region((int) region.arguments[i]));
                }
            }
            Arrays.fill(region.types, kept + 1, region.last + 1, Entry.VOID);
            world.versions.voidAfter(region, kept);
        }
    }

    @Nullable
    Peer leaderIfUp(Region region) {
        Peer leader = region.leader;
        return leader != null && world.nodes[leader.node].up ? leader : null;
    }
}
