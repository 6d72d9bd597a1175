package io.brfed.internal.direct.restore;

import java.time.Duration;
import java.util.Objects;

/**
 * The limits of making and removing volumes.
 *
 * @param longest for all of it, in addition to what the request budget makes it take
 * @param call for one request
 * @param poll between two questions how far volumes are, once all have been requested
 * @param glance the same while volumes are still being requested
 * @param backOff before a request that failed is made again, at most; half of it at least
 * @param showsWithin after what time a new volume that does not show does not exist
 * @param journalEvery how soon a change is written after the one before
 * @param parallel how many requests run at a time
 */
public record VolumeSettings(
        Duration longest,
        Duration call,
        Duration poll,
        Duration glance,
        Duration backOff,
        Duration showsWithin,
        Duration journalEvery,
        int parallel) {
    private static final int GLANCE_POLLS = 3;

    /** EC2 makes a volume in seconds; minutes are for its bad days. */
    public static final VolumeSettings DEFAULT = new VolumeSettings(
            Duration.ofMinutes(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(4),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            32);

    /** Checks that no part is missing. */
    public VolumeSettings {
        Objects.requireNonNull(longest, "longest");
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(poll, "poll");
        Objects.requireNonNull(glance, "glance");
        Objects.requireNonNull(backOff, "backOff");
        Objects.requireNonNull(showsWithin, "showsWithin");
        Objects.requireNonNull(journalEvery, "journalEvery");
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel is " + parallel + "; it must be 1 or more");
        }
    }

    /** A copy that asks more or less often how far volumes are. */
    public VolumeSettings withPoll(Duration value) {
        return new VolumeSettings(
                longest, call, value, value.multipliedBy(GLANCE_POLLS), backOff, showsWithin, journalEvery, parallel);
    }
}
