package io.brfed.api;

import java.io.Serial;
import java.util.Objects;

/**
 * Another driver has taken over the operation that this process was driving; the operation goes on there and this one
 * stopped without touching it further.
 *
 * @since 0.1.0
 */
public final class SupersededException extends FederationException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient OperationName operation;

    /** Made for the operation that was taken over. */
    public SupersededException(OperationName operation, String message) {
        super(message);
        this.operation = Objects.requireNonNull(operation, "operation");
    }

    /** The operation that was taken over. */
    public OperationName operation() {
        return operation;
    }
}
