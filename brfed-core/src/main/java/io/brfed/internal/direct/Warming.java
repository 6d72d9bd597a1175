package io.brfed.internal.direct;

import io.brfed.spi.VolumeWarmUp;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Strategy;
import java.time.Duration;
import java.util.Objects;

/**
 * How restored volumes are warmed up, or their write-ahead logs checked. Immutable.
 *
 * @param jobs what does it
 * @param moment before TiKV starts, or beside it
 * @param strategy how
 * @param longest how long TiKV waits for it
 */
public record Warming(VolumeWarmUp jobs, Moment moment, Strategy strategy, Duration longest) {
    /** Checks that no part is missing, and that logs are not checked beside a TiKV that writes them. */
    public Warming {
        Objects.requireNonNull(jobs, "jobs");
        Objects.requireNonNull(moment, "moment");
        Objects.requireNonNull(strategy, "strategy");
        DirectSettings.requirePositive(longest, "longest");
        if (strategy == Strategy.CHECK_WAL_ONLY && moment == Moment.BESIDE_TIKV) {
            throw new IllegalArgumentException(
                    "write-ahead logs can only be checked before TiKV starts: choose BEFORE_TIKV");
        }
    }

    /** Whether TiKV may start only where this ended well. */
    boolean gates() {
        return strategy == Strategy.CHECK_WAL_ONLY;
    }
}
