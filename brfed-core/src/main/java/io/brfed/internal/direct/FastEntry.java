package io.brfed.internal.direct;

import java.time.Instant;
import java.util.Objects;

/**
 * Whose fast snapshot restore of one snapshot in one zone is. Immutable.
 *
 * @param whose whose it is
 * @param since when it was asked for, or found
 */
record FastEntry(Whose whose, Instant since) {
    FastEntry {
        Objects.requireNonNull(whose, "whose");
        Objects.requireNonNull(since, "since");
    }

    /** Whether it is to be ended by us. */
    boolean isOurs() {
        return whose != Whose.OTHERS;
    }

    /** Whose it is. */
    enum Whose {
        /** It was asked for, or was about to be, and nobody knows whether EC2 heard of it. */
        ASKED,
        /** It was asked for, and EC2 has accepted it. */
        OURS,
        /** It was on before it was asked for. */
        OTHERS
    }
}
