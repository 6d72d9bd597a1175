package io.brfed.testkit.tidb;

import io.brfed.api.Tso;
import java.util.Objects;

/**
 * PD's answer to a service that wants garbage collection held. Immutable.
 *
 * @param asked the safe point that was asked for
 * @param minimum the least safe point of all services after the request; above what was asked for if and only if the
 *     request was not accepted
 * @since 0.1.0
 */
public record GcHold(Tso asked, Tso minimum) {
    /** Checks that no part is missing. */
    public GcHold {
        Objects.requireNonNull(asked, "asked");
        Objects.requireNonNull(minimum, "minimum");
    }

    /** Whether the hold is in force. */
    public boolean isAccepted() {
        return minimum.compareTo(asked) <= 0;
    }
}
