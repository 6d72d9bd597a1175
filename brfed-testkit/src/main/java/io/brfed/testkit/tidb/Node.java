package io.brfed.testkit.tidb;

import io.brfed.api.ClusterName;
import io.brfed.api.StoreId;
import java.util.Arrays;

/** One TiKV store: its peers, its import files, its lease. */
final class Node {
    static final int MOST_VOLUMES = 2;

    final int index;
    final StoreId id;
    final ClusterName cluster;
    final int volumes;
    Peer[] peers = new Peer[8];
    int peerCount;
    /** One bit for each import file that was uploaded. */
    long files;

    boolean up = true;
    long joinedAt;
    long startedAt;
    long leaseUntil = Long.MIN_VALUE;
    /** The store's resolved timestamp as PD last heard it. */
    long resolved;

    Node(int index, StoreId id, ClusterName cluster, int volumes) {
        this.index = index;
        this.id = id;
        this.cluster = cluster;
        this.volumes = volumes;
    }

    long bit() {
        return 1L << index;
    }

    boolean leased(long now) {
        return leaseUntil > now;
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
                peers[i] = peers[--peerCount];
                return;
            }
        }
    }
}
