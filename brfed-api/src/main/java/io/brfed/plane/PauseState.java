package io.brfed.plane;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What the initializer of a backup says about the pause. Immutable.
 *
 * @param identity what identifies this one pause, where the plane has such a thing
 * @param endsBy when the pause ends by itself if nobody gives it back, before {@code lag}; the member's clock
 * @param lag how long after its end was confirmed, or after {@code endsBy}, the pause may in truth still be held; zero
 *     where the confirmation is exact
 * @param hold what is known about it now
 * @param detail words for {@code hold}: the part that broke, or why it cannot be seen
 * @since 0.1.0
 */
public record PauseState(Optional<String> identity, Instant endsBy, Duration lag, Hold hold, String detail) {
    /** Checks that no part is missing. */
    public PauseState {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(endsBy, "endsBy");
        Objects.requireNonNull(lag, "lag");
        Objects.requireNonNull(hold, "hold");
        Objects.requireNonNull(detail, "detail");
    }

    /**
     * What is known about a pause.
     *
     * @since 0.1.0
     */
    public enum Hold {
        /** Nothing was looked at, or nothing can be seen. */
        UNKNOWN,
        /** What can be seen of it is in place. */
        HELD,
        /** It was proved that no part of it lapsed from {@code INITIALIZED} until it was given back. */
        PROVEN,
        /** A part of it lapsed; snapshots taken since are worthless. */
        BROKEN
    }
}
