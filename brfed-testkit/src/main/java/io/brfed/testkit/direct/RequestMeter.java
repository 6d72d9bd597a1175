package io.brfed.testkit.direct;

import java.time.Duration;

/** Counts requests as EC2 does: one bucket each for what writes to snapshots and for questions. */
final class RequestMeter {
    private static final long NANOS = 1_000_000_000L;

    private long tokenNanos;
    private long capacityNanos;
    private long fullAtNanos = Long.MIN_VALUE;

    RequestMeter(int capacity, int perSecond) {
        set(capacity, perSecond);
    }

    void set(int capacity, int perSecond) {
        if (capacity < 1 || perSecond < 1) {
            throw new IllegalArgumentException(
                    "capacity " + capacity + " and " + perSecond + " per second; both must be 1 or more");
        }
        tokenNanos = NANOS / perSecond;
        capacityNanos = tokenNanos * capacity;
    }

    /** Takes a token if there is one. */
    boolean take(Duration now) {
        long fullAt = Math.max(fullAtNanos, now.toNanos());
        boolean enough = fullAt + tokenNanos <= now.toNanos() + capacityNanos;
        if (enough) {
            fullAtNanos = fullAt + tokenNanos;
        }
        return enough;
    }
}
