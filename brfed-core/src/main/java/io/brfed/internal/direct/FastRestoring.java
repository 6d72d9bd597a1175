package io.brfed.internal.direct;

import io.brfed.api.ByteSize;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How data volumes are restored fast. Immutable.
 *
 * @param longest how long volumes wait for their snapshots; empty for what the largest snapshot needs, and {@link #SLACK}
 */
public record FastRestoring(Optional<Duration> longest) {
    /** With the limit that follows from the snapshots. */
    public static final FastRestoring DEFAULT = new FastRestoring(Optional.empty());

    /** What is added to the time that AWS documents. */
    static final Duration SLACK = Duration.ofMinutes(30);

    /** EC2 makes 1024 GiB ready in an hour, and gives a snapshot of that size one credit in an hour. */
    private static final long GIBIBYTES_AN_HOUR = 1024;
    /** And no snapshot more than 10 credits in an hour. */
    private static final Duration SHORTEST = Duration.ofMinutes(6);

    /** Checks that the limit can be used. */
    public FastRestoring {
        Objects.requireNonNull(longest, "longest");
        longest.ifPresent(limit -> DirectSettings.requirePositive(limit, "longest"));
    }

    /** With a limit. */
    public static FastRestoring within(Duration longest) {
        return new FastRestoring(Optional.of(longest));
    }

    /**
     * How long after it was enabled a snapshot can have its first credit. Its bucket is empty at first and fills at 1024 / GiB
     * an hour, at most 10; a volume that is made without a credit is as if nothing had been enabled.
     */
    static Duration firstCredit(ByteSize snapshot) {
        long gibibytes = Math.max(1, snapshot.bytes() >> 30);
        Duration grown = Duration.ofHours(1).multipliedBy(gibibytes).dividedBy(GIBIBYTES_AN_HOUR);
        return grown.compareTo(SHORTEST) < 0 ? SHORTEST : grown;
    }

    /** The limit for snapshots of which this is the largest. */
    Duration limit(ByteSize largest) {
        return longest.orElseGet(() -> firstCredit(largest).plus(SLACK));
    }
}
