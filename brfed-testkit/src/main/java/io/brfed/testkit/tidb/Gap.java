package io.brfed.testkit.tidb;

import java.time.Duration;
import java.util.Objects;

/**
 * A time in which a part of the pause did not hold. Immutable.
 *
 * @param part the part
 * @param from its beginning, in the scheduler's elapsed time
 * @param to its end; not before its beginning
 * @param reason why the part did not hold at the beginning
 * @since 0.1.0
 */
public record Gap(PausePart part, Duration from, Duration to, Reason reason) {
    /** Checks that no part is missing. */
    public Gap {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(reason, "reason");
    }

    /**
     * Why a part of the pause did not hold.
     *
     * @since 0.1.0
     */
    public enum Reason {
        /** Nobody had asked for it yet. */
        NOT_TAKEN,
        /** Nobody renewed it in time. */
        EXPIRED,
        /** It was given back. */
        GIVEN_BACK,
        /** PD's new leader does not know of it. */
        LEADER_CHANGED,
        /** The store stopped or started again. */
        RESTARTED
    }
}
