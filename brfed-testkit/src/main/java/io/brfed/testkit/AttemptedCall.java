package io.brfed.testkit;

import io.brfed.api.Phase;
import java.util.Objects;
import java.util.Optional;

/**
 * A call that is about to be made. Immutable.
 *
 * @param call its kind
 * @param phase the phase that is declared; empty unless the call is {@link PlaneCall#DECLARE}
 * @since 0.1.0
 */
public record AttemptedCall(PlaneCall call, Optional<Phase> phase) {
    /** Checks that no part is missing. */
    public AttemptedCall {
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(phase, "phase");
    }
}
