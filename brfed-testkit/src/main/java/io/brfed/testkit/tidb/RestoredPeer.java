package io.brfed.testkit.tidb;

import org.jspecify.annotations.Nullable;

/** One peer that came up from captured volumes. */
final class RestoredPeer {
    final Region region;
    final int node;
    int persisted;
    int truncated;
    int flushed;
    int term;
    long gc;
    int start;
    int end;
    int version;
    int confVer;
    long voters;
    long learners;
    boolean gone;

    @Nullable
    RestoredPeer next;

    RestoredPeer(Region region, int node) {
        this.region = region;
        this.node = node;
    }

    void readLog(long[] log, int at) {
        persisted = (int) log[at + 1];
        truncated = (int) log[at + 2];
        term = (int) log[at + 3];
    }

    void readData(long[] data, int at) {
        flushed = (int) data[at + 1];
        gc = data[at + 2];
        start = (int) data[at + 3];
        end = (int) data[at + 4];
        version = (int) data[at + 5];
        confVer = (int) data[at + 6];
        voters = data[at + 7];
        learners = data[at + 8];
    }

    /** The peer of a region that this one's region has just split off. */
    RestoredPeer child(Region region, int from, int to) {
        RestoredPeer peer = new RestoredPeer(region, node);
        peer.gc = gc;
        peer.start = from;
        peer.end = to;
        peer.version = version;
        peer.confVer = confVer;
        peer.voters = voters;
        peer.learners = learners;
        return peer;
    }

    boolean isMember(int ofNode) {
        return Replication.contains(voters | learners, ofNode);
    }

    boolean isVoter() {
        return Replication.contains(voters, node);
    }

    /** Whether it stands for its region as well as another. */
    boolean isLike(RestoredPeer other) {
        return term == other.term
                && persisted == other.persisted
                && version == other.version
                && confVer == other.confVer
                && isVoter();
    }

    /** Whether it stands for its region rather than another: term, index, then the newer shape. */
    boolean represents(RestoredPeer other) {
        if (term != other.term) {
            return term > other.term;
        }
        if (persisted != other.persisted) {
            return persisted > other.persisted;
        }
        return version != other.version ? version > other.version : confVer > other.confVer;
    }
}
