package io.brfed.aws.internal;

import java.time.Duration;

/**
 * One token bucket. All it remembers is when it would be full again, which makes taking tokens of the future, exact
 * waits and the passing of time one addition each. Not thread-safe.
 */
public final class TokenBucket {
    /** The fastest rate, so that the time of one token is at least a microsecond. */
    public static final int MAX_PER_SECOND = 1_000_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long tokenNanos;
    private final long capacityNanos;
    private long fullAtNanos = Long.MIN_VALUE;

    /** A full bucket. */
    public TokenBucket(int capacity, int perSecond) {
        tokenNanos = NANOS_PER_SECOND / perSecond;
        capacityNanos = Math.multiplyExact(tokenNanos, (long) capacity);
    }

    /** Takes one token and says how long to wait for it. */
    public Duration reserve(Duration now) {
        Duration wait = wouldWait(now, 1);
        fullAtNanos = fullAt(now) + tokenNanos;
        return wait;
    }

    /** How long the last of so many tokens would have to be waited for. */
    public Duration wouldWait(Duration now, int tokens) {
        if (tokens == 0) {
            return Duration.ZERO;
        }
        long wait = fullAt(now) + tokenNanos * tokens - capacityNanos - now.toNanos();
        return Duration.ofNanos(Math.max(0, wait));
    }

    /** Takes what is left; what was reserved of the future stays reserved. */
    public void empty(Duration now) {
        fullAtNanos = Math.max(fullAt(now), now.toNanos() + capacityNanos);
    }

    /** How many whole tokens there are, rounded down; below zero where tokens of the future were taken. */
    public long tokens(Duration now) {
        return Math.floorDiv(capacityNanos - (fullAt(now) - now.toNanos()), tokenNanos);
    }

    private long fullAt(Duration now) {
        return Math.max(fullAtNanos, now.toNanos());
    }
}
