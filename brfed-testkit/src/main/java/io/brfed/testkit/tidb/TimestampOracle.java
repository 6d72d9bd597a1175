package io.brfed.testkit.tidb;

/** PD's clock: timestamps that only grow. */
final class TimestampOracle {
    private static final int LOGICAL_BITS = 18;
    private static final long MICROS_PER_MILLI = 1000;

    private final long originMillis;
    private long newest;

    TimestampOracle(long originMillis) {
        this.originMillis = originMillis;
    }

    long next(long now) {
        newest = Math.max(newest + 1, at(now));
        return newest;
    }

    /** The newest timestamp that was given, or the one of now. */
    long peek(long now) {
        return Math.max(newest, at(now));
    }

    /** The least timestamp of a moment, which may be one before the world began. */
    long at(long micros) {
        return (originMillis + Math.floorDiv(micros, MICROS_PER_MILLI)) << LOGICAL_BITS;
    }
}
