package io.brfed.internal.direct;

import io.brfed.spi.VolumeWarmUp;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Strategy;
import java.time.Duration;
import java.util.Objects;

/**
 * How restored volumes are warmed up. Immutable.
 *
 * @param jobs what does it
 * @param moment before TiKV starts, or beside it
 * @param strategy how
 * @param longest how long TiKV waits for it
 */
public record Warming(VolumeWarmUp jobs, Moment moment, Strategy strategy, Duration longest) {
    /** Checks that no part is missing, and that TiKV is started afterwards. */
    public Warming {
        Objects.requireNonNull(jobs, "jobs");
        Objects.requireNonNull(moment, "moment");
        Objects.requireNonNull(strategy, "strategy");
        DirectSettings.requirePositive(longest, "longest");
        if (strategy == Strategy.CHECK_WAL_ONLY) {
            throw new IllegalArgumentException(
                    "CHECK_WAL_ONLY reads logs for corruption and lets no TiKV start, so that it cannot be a part of a"
                            + " restore that ends in service; use the warm-up itself on a restore that failed or was cancelled");
        }
    }
}
