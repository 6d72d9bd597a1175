package io.brfed.internal.direct;

import io.brfed.spi.SizeLevel;
import java.time.Duration;
import java.util.Objects;

/**
 * What is found out about the sizes of snapshots.
 *
 * @param level of what
 * @param limit for all snapshots of a member; a backup is complete without its size
 */
public record SizeSettings(SizeLevel level, Duration limit) {
    /** As TiDB Operator does unless it is told otherwise; 50 requests a second count 8 TiB in half of that. */
    static final SizeSettings DEFAULT = new SizeSettings(SizeLevel.ALL, Duration.ofMinutes(10));

    /** Checks that no part is missing. */
    public SizeSettings {
        Objects.requireNonNull(level, "level");
        DirectSettings.requirePositive(limit, "limit");
    }
}
