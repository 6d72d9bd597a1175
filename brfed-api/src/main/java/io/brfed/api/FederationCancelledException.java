package io.brfed.api;

import java.io.Serial;
import java.util.Objects;

/**
 * An operation was cancelled. Thrown by {@code orThrow} of a report, and by waiting calls whose thread was interrupted;
 * the interrupt flag is set then, and the clean-up goes on.
 *
 * @since 0.1.0
 */
public final class FederationCancelledException extends FederationException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient OperationName operation;

    /** Made for the operation that was cancelled. */
    public FederationCancelledException(OperationName operation, String message) {
        super(message);
        this.operation = Objects.requireNonNull(operation, "operation");
    }

    /** The operation that was cancelled. */
    public OperationName operation() {
        return operation;
    }
}
