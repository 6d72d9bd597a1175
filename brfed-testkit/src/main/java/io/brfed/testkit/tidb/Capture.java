package io.brfed.testkit.tidb;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;

/**
 * What was on one or both volumes of one store at one instant, as a snapshot set keeps it: for each region the integers
 * that tell how much of its log and of its data is there. Immutable; two are equal if the same was on the same volumes,
 * whenever that was.
 *
 * @since 0.1.0
 */
public final class Capture {
    /** What a log volume says of one region: its number, persisted, truncated, term. */
    static final int LOG_WIDTH = 4;

    /** What a data volume says of one region: its number, flushed, GC watermark, range, version, conf version, peers. */
    static final int DATA_WIDTH = 9;

    private static final long[] NOTHING = {};

    private final StoreId store;
    private final Duration takenAt;
    private final Set<VolumeRole> roles;
    private final long[] log;
    private final long[] data;
    private final long files;

    private Capture(Node node, Duration takenAt, Set<VolumeRole> roles, long[][] contents) {
        this.store = node.id;
        this.takenAt = takenAt;
        this.roles = roles;
        this.log = contents[0];
        this.data = contents[1];
        this.files = roles.contains(VolumeRole.DATA) ? node.files : 0;
    }

    static Capture of(Node node, Duration takenAt, Set<VolumeRole> roles) {
        int count = 0;
        for (int i = 0; i < node.peerCount; i++) {
            count += node.peers[i].initialised() ? 1 : 0;
        }
        boolean withLog = roles.contains(VolumeRole.LOG);
        boolean withData = roles.contains(VolumeRole.DATA);
        long[] log = withLog ? new long[count * LOG_WIDTH] : NOTHING;
        long[] data = withData ? new long[count * DATA_WIDTH] : NOTHING;
        int at = 0;
        for (int i = 0; i < node.peerCount; i++) {
            Peer peer = node.peers[i];
            if (peer.initialised()) {
                if (withLog) {
                    writeLog(peer, log, at * LOG_WIDTH);
                }
                if (withData) {
                    writeData(peer, data, at * DATA_WIDTH);
                }
                at++;
            }
        }
        return new Capture(node, takenAt, roles, new long[][] {log, data});
    }

    private static void writeLog(Peer peer, long[] log, int at) {
        log[at] = peer.region.index;
        log[at + 1] = peer.persisted;
        log[at + 2] = peer.truncated;
        log[at + 3] = peer.term;
    }

    private static void writeData(Peer peer, long[] data, int at) {
        data[at] = peer.region.index;
        data[at + 1] = peer.flushed;
        data[at + 2] = peer.gc;
        data[at + 3] = peer.start;
        data[at + 4] = peer.end;
        data[at + 5] = peer.version;
        data[at + 6] = peer.confVer;
        data[at + 7] = peer.voters;
        data[at + 8] = peer.learners;
    }

    /** The store whose volumes they are. */
    public StoreId store() {
        return store;
    }

    /** The instant, in the scheduler's elapsed time. */
    public Duration takenAt() {
        return takenAt;
    }

    /** Up to where old versions have been dropped from it, in any of its regions; 0 if nothing was. */
    public Tso droppedUpTo() {
        long most = 0;
        for (int i = 2; i < data.length; i += DATA_WIDTH) {
            most = Math.max(most, data[i]);
        }
        return new Tso(most);
    }

    /** What is in it. */
    public Set<VolumeRole> roles() {
        return Collections.unmodifiableSet(roles);
    }

    long[] log() {
        return log;
    }

    long[] data() {
        return data;
    }

    long files() {
        return files;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Capture capture
                && store.equals(capture.store)
                && roles.equals(capture.roles)
                && files == capture.files
                && Arrays.equals(log, capture.log)
                && Arrays.equals(data, capture.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(store, roles, files, Arrays.hashCode(log), Arrays.hashCode(data));
    }

    /** For people: whose it is, what is in it, and when it was taken. */
    @Override
    public String toString() {
        return "store " + store + " " + roles + " at " + takenAt;
    }
}
