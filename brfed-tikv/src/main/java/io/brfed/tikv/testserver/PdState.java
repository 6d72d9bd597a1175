package io.brfed.tikv.testserver;

import io.brfed.api.Tso;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a PD knows, whichever of its members is asked. Its monitor guards all of it. */
final class PdState {
    private static final int LOGICAL_BITS = 18;
    private static final long FIRST_ID = 1000;

    final PdScheduling scheduling = new PdScheduling();
    final PdCluster cluster = new PdCluster();
    final PdRules rules = new PdRules(this);
    final GcHolds gc;
    final String version;
    final long clusterId;
    final Map<String, String> etcd = new TreeMap<>();
    final List<String> urls = new ArrayList<>();

    private final ServerThreads threads;
    /** Whether PD is marked as recovering; outlives its leader. */
    boolean recovering;
    /** What is answered to attempts to raise the timestamps, if something is to go wrong. */
    final Deque<Front.HttpReply> resets = new ArrayDeque<>();

    private long lastId = FIRST_ID;
    private long lastTso;
    private long minResolved;
    private Resolving resolving = Resolving.REPORTED;
    private int leader;
    /** What members say of where the leader is, if that is wrong. */
    @Nullable
    String wrongLeaderUrl;

    PdState(String version, long clusterId, ServerThreads threads) {
        this.version = version;
        this.clusterId = clusterId;
        this.threads = threads;
        this.gc = new GcHolds(major() >= 9);
    }

    /** What PD does with the timestamps that stores report. */
    enum Resolving {
        /** It keeps the greatest of the cluster's minima. */
        REPORTED,
        /** It has stopped to move. */
        FROZEN,
        /** It is switched off. */
        OFF
    }

    private int major() {
        return Integer.parseInt(version.substring(0, version.indexOf('.')));
    }

    /** Whether the version is at least this one. */
    boolean since(int major, int minor) {
        String[] parts = version.split("[.-]", -1);
        int own = Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
        return own >= major * 1000 + minor;
    }

    Instant now() {
        return threads.now();
    }

    long nextId() {
        return ++lastId;
    }

    long lastId() {
        return lastId;
    }

    long nextTso() {
        lastTso = Math.max(lastTso + 1, now().toEpochMilli() << LOGICAL_BITS);
        return lastTso;
    }

    /** Gives out no timestamp up to this one from now on. */
    void raiseTso(long to) {
        lastTso = Long.compareUnsigned(to, lastTso) > 0 ? to : lastTso;
    }

    /** Gives out ids above this one from now on, whatever it gave out before. */
    void idBase(long id) {
        lastId = id;
    }

    /** The index of the leading member; negative during an election. */
    int leader() {
        return leader;
    }

    void lead(int member) {
        if (member != leader) {
            scheduling.leaderChanged();
        }
        leader = member;
    }

    Resolving resolving() {
        return resolving;
    }

    void resolving(Resolving value) {
        resolving = value;
    }

    long minResolved() {
        long least = cluster.leastResolved();
        if (resolving == Resolving.REPORTED && (minResolved == 0 || Long.compareUnsigned(least, minResolved) > 0)) {
            minResolved = least == -1 ? minResolved : least;
        }
        return minResolved == 0 ? -1 : minResolved;
    }

    /** A new leader loads what was stored a while ago. */
    void fallBack(Duration by) {
        minResolved = Math.max(0, minResolved() - (by.toMillis() << LOGICAL_BITS));
    }

    Tso gcWorker() {
        return gc.worker();
    }

    static long randomClusterId() {
        return 7_000_000_000_000_000_000L + ThreadLocalRandom.current().nextLong(1L << 50);
    }
}
