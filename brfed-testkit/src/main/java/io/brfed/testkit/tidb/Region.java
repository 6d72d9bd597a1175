package io.brfed.testkit.tidb;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One region: its canonical log, its peers, and what it looks like where most of the log has been applied. */
final class Region {
    static final int NONE = -1;

    final int index;
    byte[] types = new byte[64];
    long[] arguments = new long[64];
    long[] times = new long[64];
    /** The index of the newest entry; the first has index 1. */
    int last;

    int commit;
    Peer[] peers = new Peer[4];
    int peerCount;

    @Nullable
    Peer leader;

    int term = 1;
    long voters;
    long learners;
    int start;
    int end;
    int version = 1;
    int confVer = 1;
    /** The newest command whose effect on the region as a whole has been taken. */
    int taken;
    /** The newest entries that change the peers and the range. */
    int peersChange;

    int rangeChange;
    int mergesInto = NONE;
    int mergingFrom = NONE;

    @Nullable
    Operator operator;

    boolean gone;
    /** Whether every peer has everything, so that nothing happens until the next entry. */
    boolean quiet;

    Region(int index) {
        this.index = index;
    }

    /** The id that PD knows the region by. */
    int id() {
        return index + 1;
    }

    int append(byte type, long argument, long now) {
        if (++last == types.length) {
            types = Arrays.copyOf(types, 2 * last);
            arguments = Arrays.copyOf(arguments, 2 * last);
            times = Arrays.copyOf(times, 2 * last);
        }
        types[last] = type;
        arguments[last] = argument;
        times[last] = now;
        if (Entry.changesPeers(type)) {
            peersChange = last;
        } else if (Entry.changesRange(type)) {
            rangeChange = last;
        }
        quiet = false;
        return last;
    }

    /** Whether the leader has not yet applied a change of peers or range. */
    boolean pending() {
        return peersPending() || rangePending();
    }

    boolean peersPending() {
        Peer current = leader;
        return current == null || current.applied < peersChange;
    }

    boolean rangePending() {
        Peer current = leader;
        return current == null || current.applied < rangeChange;
    }

    /** Whether writes are taken: there is a leader and the range is not about to change. */
    boolean writable() {
        return !gone && mergesInto == NONE && !rangePending();
    }

    void add(Peer peer) {
        if (peerCount == peers.length) {
            peers = Arrays.copyOf(peers, 2 * peerCount);
        }
        peers[peerCount++] = peer;
    }

    void remove(Peer peer) {
        for (int i = 0; i < peerCount; i++) {
            if (peers[i] == peer) {
                System.arraycopy(peers, i + 1, peers, i, --peerCount - i);
                return;
            }
        }
    }

    @Nullable
    Peer peerOn(int node) {
        for (int i = 0; i < peerCount; i++) {
            if (peers[i].node == node) {
                return peers[i];
            }
        }
        return null;
    }
}
