package io.brfed.api;

import java.io.Serial;
import java.util.Objects;
import java.util.Optional;

/**
 * An operation failed because of one of its members. Thrown by {@code orThrow} of a report.
 *
 * @since 0.1.0
 */
public final class MemberFailedException extends FederationException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient OperationName operation;
    private final transient FailureCause failure;

    /** Made for the operation that failed, with its first cause. */
    public MemberFailedException(OperationName operation, FailureCause failure, String message) {
        super(message);
        this.operation = Objects.requireNonNull(operation, "operation");
        this.failure = Objects.requireNonNull(failure, "failure");
    }

    /** The operation that failed. */
    public OperationName operation() {
        return operation;
    }

    /** The first cause. */
    public FailureCause failure() {
        return failure;
    }

    /** The member it happened on, if it was one. */
    public Optional<ClusterName> member() {
        return failure.member();
    }
}
