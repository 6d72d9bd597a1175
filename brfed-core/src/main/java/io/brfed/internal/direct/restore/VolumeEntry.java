package io.brfed.internal.direct.restore;

import io.brfed.api.VolumeId;
import java.util.Objects;
import java.util.Optional;

/**
 * What is written down of one volume: before it is requested that it will be, and then which one it is. Immutable.
 *
 * @param attempt the number of the request
 * @param volume the volume; empty until EC2 has told it
 */
public record VolumeEntry(int attempt, Optional<VolumeId> volume) {
    /** Checks the number. */
    public VolumeEntry {
        Objects.requireNonNull(volume, "volume");
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt " + attempt);
        }
    }
}
