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
    /**
     * Whether the fault is for this call.
     *
     * @param call the kind of call
     * @param phase the phase that is declared; empty unless the call is {@link PlaneCall#DECLARE}
     */
    boolean selects(PlaneCall call, Optional<Phase> phase);

    /** The declarations of one phase. */
    static CallSelector declaring(Phase phase) {
        Objects.requireNonNull(phase, "phase");
        return (call, declared) -> call == PlaneCall.DECLARE && declared.equals(Optional.of(phase));
    }

    /** Every call that may change something. */
    static CallSelector anyWrite() {
        return (call, declared) -> call.write();
    }

    /** Every call. */
    static CallSelector anyCall() {
        return (call, declared) -> true;
    }
}
