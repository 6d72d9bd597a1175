package io.brfed.api;

import java.io.Serial;
import java.util.Objects;

/**
 * An operation was refused because of what exists in the clusters: another request under the same name, another
 * operation on the same TiDB cluster, or an object that is not ours. Nothing was changed.
 *
 * @since 0.1.0
 */
public final class OperationRefusedException extends FederationException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient OperationName operation;

    /** Made for the operation that was refused. */
    public OperationRefusedException(OperationName operation, String message) {
        super(message);
        this.operation = Objects.requireNonNull(operation, "operation");
    }

    /** The operation that was refused. */
    public OperationName operation() {
        return operation;
    }
}
