package io.brfed.internal.direct.meta;

import io.brfed.api.ByteSize;
import java.util.Objects;
import java.util.Optional;

/**
 * How much the snapshots of one member hold together. Immutable.
 *
 * @param full in all; empty if it is not known of each
 * @param incremental what has changed since the snapshots of the backup before; empty if it is not known of each
 */
public record MeasuredSize(Optional<ByteSize> full, Optional<ByteSize> incremental) {
    /** Nothing is known. */
    public static final MeasuredSize UNKNOWN = new MeasuredSize(Optional.empty(), Optional.empty());

    /** Checks that no part is missing. */
    public MeasuredSize {
        Objects.requireNonNull(full, "full");
        Objects.requireNonNull(incremental, "incremental");
    }
}
