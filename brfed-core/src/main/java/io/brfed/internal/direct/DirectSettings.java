package io.brfed.internal.direct;

import java.time.Duration;
import java.util.Objects;

/**
 * The limits of a direct plane outside the pause.
 *
 * @param call one call to Kubernetes, EC2 or the storage
 * @param poll between two looks at snapshots that are not complete
 * @param lock for how long a claim excludes others before a member speaks for itself
 * @param sweep how long after the last request without an answer surplus snapshots are looked for again, and how long
 *     a snapshot may not show that was just made
 * @param capture the limits of requesting snapshots
 * @param sizes what is found out about the sizes of snapshots
 * @param clock how far the clock of this process and PD's may differ
 */
public record DirectSettings(
        Duration call,
        Duration poll,
        Duration lock,
        Duration sweep,
        CaptureSettings capture,
        SizeSettings sizes,
        Duration clock) {
    /** The documented defaults. */
    public static final DirectSettings DEFAULT = new DirectSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            new CaptureSettings(Duration.ofSeconds(100), Duration.ofSeconds(20), Duration.ofSeconds(1), 5),
            SizeSettings.DEFAULT,
            Duration.ofSeconds(30));

    /** Checks that no part is missing, and that every time is longer than nothing. */
    public DirectSettings {
        requirePositive(call, "call");
        requirePositive(poll, "poll");
        requirePositive(lock, "lock");
        requirePositive(sweep, "sweep");
        requirePositive(clock, "clock");
        Objects.requireNonNull(capture, "capture");
        Objects.requireNonNull(sizes, "sizes");
    }

    /** No wait of nothing, which would ask without end, and no limit of nothing, in which nothing can be done. */
    static void requirePositive(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be longer than nothing");
        }
    }

    /** A copy with another limit of calls. */
    public DirectSettings withCall(Duration value) {
        return new DirectSettings(value, poll, lock, sweep, capture, sizes, clock);
    }

    /** A copy that looks at snapshots more or less often. */
    public DirectSettings withPoll(Duration value) {
        return new DirectSettings(call, value, lock, sweep, capture, sizes, clock);
    }

    /** A copy with other limits of requesting snapshots. */
    public DirectSettings withCapture(CaptureSettings value) {
        return new DirectSettings(call, poll, lock, sweep, value, sizes, clock);
    }

    /** A copy that finds out more or less about sizes. */
    public DirectSettings withSizes(SizeSettings value) {
        return new DirectSettings(call, poll, lock, sweep, capture, value, clock);
    }

    /** A copy with another tolerance of clocks. */
    public DirectSettings withClock(Duration value) {
        return new DirectSettings(call, poll, lock, sweep, capture, sizes, value);
    }
}
