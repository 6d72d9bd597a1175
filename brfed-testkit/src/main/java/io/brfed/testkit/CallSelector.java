package io.brfed.testkit;

import io.brfed.api.Phase;
import java.util.Objects;
import java.util.Optional;

/**
 * Which calls a fault is for: all of one kind ({@link PlaneCall}), or the declarations of one phase.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallSelector {
    /** Whether the fault is for this call. */
    boolean selects(AttemptedCall attempted);

    /** The declarations of one phase. */
    static CallSelector declaring(Phase phase) {
        Objects.requireNonNull(phase, "phase");
        return attempted -> attempted.equals(new AttemptedCall(PlaneCall.DECLARE, Optional.of(phase)));
    }

    /** Every call that may change something. */
    static CallSelector anyWrite() {
        return attempted -> attempted.call().write();
    }

    /** Every call. */
    static CallSelector anyCall() {
        return attempted -> true;
    }
}
