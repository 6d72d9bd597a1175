package io.brfed.testkit.kubernetes;

import java.time.Duration;

/**
 * Readings of the JVM's monotonic clock, for measuring: the time since an arbitrary moment that is the same for all
 * readings in this JVM. Only differences mean anything.
 *
 * @since 0.1.0
 */
public final class MonotonicTime {

    private static final long ORIGIN = System.nanoTime();

    private MonotonicTime() {}

    /**
     * Reads the clock.
     *
     * @return the time since the arbitrary moment, to the nanosecond
     */
    public static Duration now() {
        return of(System.nanoTime());
    }

    static Duration of(long nanoTime) {
        return Duration.ofNanos(nanoTime - ORIGIN);
    }
}
