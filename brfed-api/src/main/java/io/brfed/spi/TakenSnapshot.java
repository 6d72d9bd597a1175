package io.brfed.spi;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import java.time.Instant;
import java.util.Objects;

/**
 * One snapshot as its provider tells it. Immutable.
 *
 * @param id the snapshot
 * @param volume the volume it was taken of
 * @param attempt the number of the request it came from; 0 if it does not carry one
 * @param state how far it is
 * @param progress 0 to 100 percent
 * @param volumeSize the size of the volume
 * @param startedAt when the provider began it; its own clock
 * @since 0.1.0
 */
public record TakenSnapshot(
        SnapshotId id,
        VolumeId volume,
        int attempt,
        State state,
        int progress,
        ByteSize volumeSize,
        Instant startedAt) {
    /** Checks that no part is missing. */
    public TakenSnapshot {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(volume, "volume");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(volumeSize, "volumeSize");
        Objects.requireNonNull(startedAt, "startedAt");
        if (attempt < 0 || progress < 0 || progress > 100) {
            throw new IllegalArgumentException("attempt " + attempt + " of " + id + " at " + progress + " %");
        }
    }

    /**
     * How far a snapshot is.
     *
     * @since 0.1.0
     */
    public enum State {
        /** Its instant is fixed, its content is being copied. */
        PENDING,
        /** It is complete. */
        COMPLETED,
        /** It failed, for good. */
        ERROR
    }
}
