package io.brfed.spi;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Says how much snapshots hold; what a {@link SnapshotProvider} may be capable of. Changes nothing, takes its turns in the
 * provider's budget, and asks again within the limit where it is throttled. Safe for use by several threads; does not block
 * its caller.
 *
 * <p>A failed call says with its {@link io.brfed.api.ProviderException.Fault} what may be done: {@code REFUSED} where a right is
 * missing, {@code RETRY} where it was throttled until the limit, {@code UNREACHABLE} where there is no answer. It changes
 * nothing, so that no outcome is unknown.
 *
 * @since 0.1.0
 */
public interface SnapshotSizes {
    /**
     * Measures snapshots that are complete. One that does not exist, or is not complete, is missing in the answer; so are
     * all if the level is {@link SizeLevel#NONE}, and then nothing is asked.
     *
     * @param limit time for all of them; a volume of 1 TiB may need 200 requests, 50 a second are permitted
     */
    CompletionStage<Map<SnapshotId, Size>> measure(Collection<SnapshotId> snapshots, SizeLevel level, Duration limit);

    /**
     * How much one snapshot holds, in blocks that have been written, before compression: not what is charged for.
     *
     * @param full all its blocks; empty if the level does not include it
     * @param incremental the blocks that have changed since the newest older snapshot of the volume that a backup took,
     *     all of them if there is none; empty if the level does not include it
     * @since 0.1.0
     */
    record Size(Optional<ByteSize> full, Optional<ByteSize> incremental) {
        /** Checks that no part is missing. */
        public Size {
            Objects.requireNonNull(full, "full");
            Objects.requireNonNull(incremental, "incremental");
        }
    }
}
