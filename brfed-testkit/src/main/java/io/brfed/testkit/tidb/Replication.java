package io.brfed.testkit.tidb;

import org.jspecify.annotations.Nullable;

/**
 * How entries get from a leader to the others: each peer has an entry a while after it was proposed, an entry counts once
 * a majority of voters has it, and each peer applies what counts a while later. Worked out when somebody looks.
 */
final class Replication {
    private static final int MAX_PEERS = 16;

    private final ClusterState world;
    private final int[] scratch = new int[MAX_PEERS];

    Replication(ClusterState world) {
        this.world = world;
    }

    /** Brings a region to the world's moment. */
    void settle(Region region) {
        if (region.quiet || region.gone) {
            return;
        }
        boolean again = true;
        while (again) {
            receive(region);
            commit(region);
            again = apply(region);
        }
        region.quiet = isQuiet(region);
    }

    /** Whether an entry counts and the leader has applied it. */
    boolean applied(Region region, int index) {
        settle(region);
        Peer leader = region.leader;
        return region.gone || (leader != null && leader.applied >= index);
    }

    private boolean isQuiet(Region region) {
        for (int i = 0; i < region.peerCount; i++) {
            if (region.peers[i].applied < region.last || !region.peers[i].initialised()) {
                return false;
            }
        }
        return true;
    }

    private void receive(Region region) {
        Peer leader = region.leader;
        if (leader == null) {
            return;
        }
        for (int i = 0; i < region.peerCount; i++) {
            Peer peer = region.peers[i];
            if (peer != leader && peer.persisted < region.last && world.nodes[peer.node].up) {
                receive(region, peer, leader);
            }
        }
    }

    private void receive(Region region, Peer peer, Peer leader) {
        if (!peer.initialised()) {
            // Only a leader that knows of the new peer sends to it.
            if (peer.readyAt > world.now || !contains(leader.voters | leader.learners, peer.node)) {
                return;
            }
            install(peer, leader);
        } else if (peer.persisted < leader.truncated
                && region.times[peer.persisted + 1] + peer.lag <= world.now
                && contains(region.voters | region.learners, peer.node)) {
            install(peer, leader);
        }
        int has = peer.persisted;
        while (has < region.last && region.times[has + 1] + peer.lag <= world.now) {
            has++;
        }
        peer.persisted = has;
    }

    private void install(Peer peer, Peer leader) {
        peer.install(leader);
        world.commands.tidyAfterSnapshot(peer);
    }

    private void commit(Region region) {
        int index = quorum(region, region.voters);
        if (region.peersChange > region.commit) {
            index = Math.min(index, upToChange(region, index));
        }
        region.commit = Math.max(region.commit, index);
    }

    /** A change of voters counts only with a majority of the new ones too; nothing after it counts before it is applied. */
    private int upToChange(Region region, int index) {
        for (int i = region.commit + 1; i <= index; i++) {
            if (region.types[i] == Entry.VOTERS) {
                return quorum(region, region.arguments[i]) >= i ? i : i - 1;
            }
        }
        return index;
    }

    private int quorum(Region region, long voters) {
        int count = 0;
        for (int i = 0; i < region.peerCount; i++) {
            Peer peer = region.peers[i];
            if (contains(voters, peer.node)) {
                int at = count++;
                while (at > 0 && scratch[at - 1] < peer.persisted) {
                    scratch[at] = scratch[at - 1];
                    at--;
                }
                scratch[at] = peer.persisted;
            }
        }
        int majority = majority(voters);
        return count < majority ? 0 : scratch[majority - 1];
    }

    /** Applies what counts, at the leader first; true if the peers changed, so that other things count now. */
    private boolean apply(Region region) {
        boolean changed = false;
        Peer leader = region.leader;
        if (leader != null) {
            changed = apply(region, leader);
        }
        int at = 0;
        while (at < region.peerCount) {
            Peer peer = region.peers[at];
            if (peer != leader) {
                changed |= apply(region, peer);
            }
            if (!peer.gone) {
                at++;
            }
        }
        return changed;
    }

    private boolean apply(Region region, Peer peer) {
        int limit = Math.min(peer.persisted, region.commit);
        boolean changed = false;
        while (peer.applied < limit
                && region.times[peer.applied + 1] + peer.applyLag <= world.now
                && world.nodes[peer.node].up
                && !peer.gone) {
            int index = ++peer.applied;
            if (region.types[index] >= Entry.FIRST_COMMAND) {
                changed |= world.commands.apply(region, peer, index);
            }
        }
        return changed;
    }

    static int majority(long voters) {
        return Long.bitCount(voters) / 2 + 1;
    }

    static boolean contains(long nodes, int node) {
        return (nodes >>> node & 1) != 0;
    }

    /** The voter that is up and has most of the log, if a majority is up. */
    @Nullable
    Peer bestVoter(Region region) {
        Peer best = null;
        int up = 0;
        for (int i = 0; i < region.peerCount; i++) {
            Peer peer = region.peers[i];
            if (peer.initialised() && world.nodes[peer.node].up && contains(region.voters, peer.node)) {
                up++;
                if (best == null || peer.persisted > best.persisted) {
                    best = peer;
                }
            }
        }
        return up < majority(region.voters) ? null : best;
    }
}
