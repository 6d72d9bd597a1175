package io.brfed.testkit.tidb;

/**
 * One region's replica on one store: how much of the region's log it has, and the region as it knows it. What it knows
 * of range and peers is on its data volume at once, as TiKV writes admin commands durably.
 */
final class Peer {
    static final int UNINITIALISED = -1;

    final Region region;
    final int node;
    int persisted = UNINITIALISED;
    int applied;
    int flushed;
    int truncated;
    int compactTo;
    long gc;
    int term;
    long voters;
    long learners;
    int start;
    int end;
    int version;
    int confVer;
    /** How long after the leader it has an entry, and how long after the leader's it has applied it. */
    long lag;

    long applyLag;
    /** When the first snapshot of a new peer arrives. */
    long readyAt;

    boolean gone;

    Peer(Region region, int node) {
        this.region = region;
        this.node = node;
    }

    boolean initialised() {
        return persisted != UNINITIALISED;
    }

    /** Makes everything applied durable; the log before it may go if that was asked for. */
    void flush() {
        flushed = Math.max(flushed, applied);
        truncated = Math.max(truncated, Math.min(compactTo, flushed));
    }

    /** Takes over a snapshot of another peer's data. */
    void install(Peer source) {
        persisted = source.applied;
        applied = source.applied;
        flushed = source.applied;
        truncated = source.applied;
        compactTo = Math.max(compactTo, source.applied);
        gc = Math.max(gc, source.gc);
        copyShape(source);
    }

    void copyShape(Peer source) {
        term = source.term;
        voters = source.voters;
        learners = source.learners;
        start = source.start;
        end = source.end;
        version = source.version;
        confVer = source.confVer;
    }
}
