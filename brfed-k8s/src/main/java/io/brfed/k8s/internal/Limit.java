package io.brfed.k8s.internal;

import java.time.Duration;

/**
 * The moment after which an answer is of no use, by the monotonic clock of the cluster's threads. Immutable.
 *
 * @param clock the clock
 * @param atNanos the moment
 */
public record Limit(ClientThreads clock, long atNanos) {
    /** The limit that lies the given time ahead. */
    public static Limit in(Duration time, ClientThreads clock) {
        return new Limit(clock, clock.nanos() + time.toNanos());
    }

    /** What is left of it, zero if it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, atNanos - clock.nanos()));
    }

    /** Whether it has passed. */
    public boolean passed() {
        return left().isZero();
    }
}
