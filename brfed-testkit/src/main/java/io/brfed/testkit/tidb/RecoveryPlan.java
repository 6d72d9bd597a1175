package io.brfed.testkit.tidb;

import org.jspecify.annotations.Nullable;

/**
 * BR's plan: of each region the peer with the newest log stands for it; of regions that overlap the newer one counts;
 * what is left must cover everything; each region is led where fewest others are. What stores report does not tell
 * learners from voters, nor peers that know of the newest change of peers from those that do not, and BR hangs if it chose
 * one that cannot win; here it is taken to have tried the next, so that what was left over does not make a good backup a
 * bad one.
 */
final class RecoveryPlan {
    private final ClusterState world;
    private final RestoredStores stores;
    private final RestoredPeer[] accepted;
    private int count;

    RecoveryPlan(ClusterState world, RestoredStores stores) {
        this.world = world;
        this.stores = stores;
        RestoredPeer[] candidates = new RestoredPeer[world.regionCount];
        int found = 0;
        for (int i = 0; i < world.regionCount; i++) {
            RestoredPeer peer = newestVoter(stores.firstOfRegion[i]);
            if (peer != null) {
                insert(candidates, found++, peer);
            }
        }
        this.accepted = new RestoredPeer[found];
        for (int i = 0; i < found; i++) {
            if (!overlaps(candidates[i])) {
                accepted[count++] = candidates[i];
            }
        }
    }

    /** Why the plan cannot work: the regions do not lie side by side from the first account to the last. */
    RestoreOutcome.@Nullable Crashed crash() {
        int at = 0;
        while (at < world.owner.length) {
            RestoredPeer next = startingAt(at);
            if (next == null) {
                String text = "no region of the recovery plan begins at account " + at;
                return new RestoreOutcome.Crashed(CrashReason.RANGES_NOT_ADJACENT, text);
            }
            at = next.end;
        }
        return null;
    }

    /** The peers that are to lead, by region. */
    @Nullable
    RestoredPeer[] leaders() {
        @Nullable RestoredPeer[] leaders = new RestoredPeer[world.regionCount];
        RestoredPeer[] shown = new RestoredPeer[world.regionCount];
        for (int i = 0; i < count; i++) {
            shown[accepted[i].region.index] = accepted[i];
        }
        int[] scores = new int[world.nodeCount];
        for (int i = 0; i < shown.length; i++) {
            if (shown[i] != null) {
                leaders[i] = choose(shown[i], scores);
            }
        }
        return leaders;
    }

    private RestoredPeer choose(RestoredPeer shown, int[] scores) {
        RestoredPeer best = shown;
        for (RestoredPeer peer = stores.firstOfRegion[shown.region.index]; peer != null; peer = peer.next) {
            if (peer.isLike(shown) && less(scores, peer.node, best.node)) {
                best = peer;
            }
        }
        scores[best.node]++;
        return best;
    }

    private static boolean less(int[] scores, int node, int other) {
        return scores[node] < scores[other] || (scores[node] == scores[other] && node < other);
    }

    private static @Nullable RestoredPeer newestVoter(@Nullable RestoredPeer first) {
        RestoredPeer best = null;
        for (RestoredPeer peer = first; peer != null; peer = peer.next) {
            if (peer.isVoter() && (best == null || peer.represents(best))) {
                best = peer;
            }
        }
        return best;
    }

    /** Keeps the newer versions in front; of one version, newer logs. */
    private static void insert(RestoredPeer[] sorted, int size, RestoredPeer peer) {
        int at = size;
        while (at > 0 && before(peer, sorted[at - 1])) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = peer;
    }

    private static boolean before(RestoredPeer one, RestoredPeer other) {
        if (one.version != other.version) {
            return one.version > other.version;
        }
        return one.term != other.term ? one.term > other.term : one.persisted > other.persisted;
    }

    private boolean overlaps(RestoredPeer peer) {
        for (int i = 0; i < count; i++) {
            if (accepted[i].start < peer.end && peer.start < accepted[i].end) {
                return true;
            }
        }
        return false;
    }

    private @Nullable RestoredPeer startingAt(int account) {
        for (int i = 0; i < count; i++) {
            if (accepted[i].start == account) {
                return accepted[i];
            }
        }
        return null;
    }
}
