package io.brfed.plane;

import io.brfed.api.Tso;
import java.util.Objects;

/**
 * What the initializer of a direct backup records after the last snapshot; restores need it. Immutable.
 *
 * @param closingTso a timestamp later than every snapshot
 * @param idHighWater an id of PD's allocator, taken after the last snapshot; unsigned
 * @since 0.1.0
 */
public record Closing(Tso closingTso, long idHighWater) {
    /** Checks that the timestamp is given. */
    public Closing {
        Objects.requireNonNull(closingTso, "closingTso");
    }
}
