package io.brfed.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a restore: one outcome per member and the timestamp the data was restored to. What a restore that failed has
 * left, a mark in PD included, is named in {@link OperationReport#leftBehind()}; there are two ways out of it:
 * {@code Federation.delete(clusters).restore(report)} takes it back, and, by direct planes, {@code goingOnAfterFailure()} on
 * the same restore goes on with it. Written and read as JSON by {@code Reports} in the core. Immutable, safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class RestoreReport {
    private final OperationReport operation;
    private final @Nullable Tso commitTs;

    private RestoreReport(OperationReport operation, @Nullable Tso commitTs) {
        this.operation = Objects.requireNonNull(operation, "operation");
        if (operation.kind() != OperationKind.RESTORE) {
            throw new IllegalArgumentException("a " + operation.kind() + " report is not a RESTORE report");
        }
        this.commitTs = commitTs;
    }

    /** The report of a restore that did not get as far as a timestamp. */
    public static RestoreReport of(OperationReport operation) {
        return new RestoreReport(operation, null);
    }

    /** The report of a restore to a timestamp. */
    public static RestoreReport of(OperationReport operation, Tso commitTs) {
        return new RestoreReport(operation, Objects.requireNonNull(commitTs, "commitTs"));
    }

    /** Name, id, status, times, members, phases and what was left behind. */
    public OperationReport operation() {
        return operation;
    }

    /** The name of the restore. */
    public OperationName name() {
        return operation.name();
    }

    /** Whether every member is in normal service. */
    public boolean complete() {
        return operation.status() == OperationReport.Status.COMPLETE;
    }

    /** The first cause of a failure. */
    public Optional<FailureCause> cause() {
        return operation.cause();
    }

    /** One report per member. */
    public List<MemberReport> members() {
        return operation.members();
    }

    /** The timestamp that the data was restored to: that of the member which ran the data phase. */
    public Optional<Tso> commitTs() {
        return Optional.ofNullable(commitTs);
    }

    /**
     * This report if the restore is complete.
     *
     * @throws FederationException the failure as an exception
     */
    public RestoreReport orThrow() {
        ReportText.throwIfFailed(operation);
        return this;
    }

    /** Several readable lines. */
    @Override
    public String toString() {
        return ReportText.of(this);
    }
}
