package io.brfed.api;

import java.util.List;

/**
 * What an emergency release of pauses did. Immutable.
 *
 * @param released the operations whose pause was given back, confirmed by the member that held it
 * @param pending the operations whose pause was asked to end without a confirmation in time
 * @param failures members that could not be asked, with the error and what to do
 * @since 0.1.0
 */
public record ReleaseReport(List<OperationName> released, List<OperationName> pending, List<LeftBehind> failures) {
    /** Copies the lists. */
    public ReleaseReport {
        released = List.copyOf(released);
        pending = List.copyOf(pending);
        failures = List.copyOf(failures);
    }

    /** Whether no pause of ours is left that this call knows of. */
    public boolean clean() {
        return pending.isEmpty() && failures.isEmpty();
    }
}
