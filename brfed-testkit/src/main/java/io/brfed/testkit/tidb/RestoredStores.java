package io.brfed.testkit.tidb;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The stores that start from captured volumes, with their peers by region. */
final class RestoredStores {
    final @Nullable RestoredPeer[] firstOfRegion;
    final long[] files;
    private final ClusterState world;
    private RestoreOutcome.@Nullable Crashed crash;

    RestoredStores(ClusterState world, Collection<Capture> captures) {
        this.world = world;
        this.firstOfRegion = new RestoredPeer[world.regionCount];
        this.files = new long[world.nodeCount];
        Capture[] logs = new Capture[world.nodeCount];
        Capture[] data = new Capture[world.nodeCount];
        for (Capture capture : captures) {
            int node = indexOf(capture);
            put(logs, node, capture, VolumeRole.LOG);
            put(data, node, capture, VolumeRole.DATA);
        }
        long last = lastOf(captures);
        for (int node = 0; node < world.nodeCount && crash == null; node++) {
            if (world.nodes[node].joinedAt <= last) {
                start(node, logs[node], data[node]);
            }
        }
    }

    RestoreOutcome.@Nullable Crashed crash() {
        return crash;
    }

    @Nullable
    RestoredPeer peer(Region region, int node) {
        RestoredPeer peer = firstOfRegion[region.index];
        while (peer != null && (peer.node != node || peer.gone)) {
            peer = peer.next;
        }
        return peer;
    }

    void add(RestoredPeer peer) {
        peer.next = firstOfRegion[peer.region.index];
        firstOfRegion[peer.region.index] = peer;
    }

    /** When the last capture was taken; stores that joined later are not part of it. */
    private static long lastOf(Collection<Capture> captures) {
        long last = 0;
        for (Capture capture : captures) {
            last = Math.max(last, Touch.micros(capture.takenAt()));
        }
        return last;
    }

    private int indexOf(Capture capture) {
        for (int i = 0; i < world.nodeCount; i++) {
            if (world.nodes[i].id.equals(capture.store())) {
                return i;
            }
        }
        throw new IllegalArgumentException("store " + capture.store() + " is not of this cluster: capture " + capture);
    }

    private static void put(@Nullable Capture[] of, int node, Capture capture, VolumeRole role) {
        if (capture.roles().contains(role)) {
            if (of[node] != null) {
                throw new IllegalArgumentException("two captures of one volume: " + of[node] + " and " + capture);
            }
            of[node] = capture;
        }
    }

    private void start(int node, @Nullable Capture logs, @Nullable Capture volume) {
        if (logs == null || volume == null) {
            VolumeRole missing = logs == null ? VolumeRole.LOG : VolumeRole.DATA;
            crash(CrashReason.VOLUME_MISSING, node, "no capture of its volume with role " + missing);
            return;
        }
        files[node] = volume.files();
        long[] log = logs.log();
        long[] data = volume.data();
        for (int at = 0; at < data.length && crash == null; at += Capture.DATA_WIDTH) {
            Region region = world.region((int) data[at]);
            int logAt = find(log, region.index);
            if (logAt < 0) {
                crash(CrashReason.LOG_WITHOUT_REGION, node, "its log volume does not know region " + region.id());
            } else {
                RestoredPeer peer = new RestoredPeer(region, node);
                peer.readLog(log, logAt);
                peer.readData(data, at);
                start(peer);
            }
        }
    }

    private void start(RestoredPeer peer) {
        if (peer.truncated > peer.flushed) {
            String text = "log cut at " + peer.truncated + ", data only to " + peer.flushed;
            crash(CrashReason.LOG_CUT_BEYOND_DATA, peer.node, "region " + peer.region.id() + ": " + text);
        } else if (peer.flushed > peer.persisted) {
            String text = "data to " + peer.flushed + ", log only to " + peer.persisted;
            crash(CrashReason.DATA_AHEAD_OF_LOG, peer.node, "region " + peer.region.id() + ": " + text);
        } else {
            add(peer);
        }
    }

    private static int find(long[] log, int region) {
        for (int at = 0; at < log.length; at += Capture.LOG_WIDTH) {
            if (log[at] == region) {
                return at;
            }
        }
        return -1;
    }

    private void crash(CrashReason reason, int node, String text) {
        crash = new RestoreOutcome.Crashed(reason, "store " + world.nodes[node].id + ": " + text);
    }
}
