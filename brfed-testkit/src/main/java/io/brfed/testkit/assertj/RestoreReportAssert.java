package io.brfed.testkit.assertj;

import io.brfed.api.FailureCause;
import io.brfed.api.OperationReport;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about a {@link RestoreReport}; obtained from {@link BrfedAssertions}. A failure prints the whole report.
 *
 * @since 0.1.0
 */
public final class RestoreReportAssert extends AbstractAssert<RestoreReportAssert, RestoreReport> {
    RestoreReportAssert(RestoreReport actual) {
        super(actual, RestoreReportAssert.class);
    }

    /** Every member is in normal service. */
    public RestoreReportAssert isComplete() {
        return failIf(ReportFault.unless(operation(), OperationReport.Status.COMPLETE));
    }

    /** It failed; a cancelled restore did not. */
    public RestoreReportAssert isFailed() {
        return failIf(ReportFault.unless(operation(), OperationReport.Status.FAILED));
    }

    /** It was cancelled. */
    public RestoreReportAssert isCancelled() {
        return failIf(ReportFault.unless(operation(), OperationReport.Status.CANCELLED));
    }

    /** This member failed. */
    public RestoreReportAssert failedOn(String cluster) {
        return failIf(ReportFault.unlessFailedOn(operation(), cluster));
    }

    /** The first cause is of this kind. */
    public RestoreReportAssert failedWith(FailureCause.Kind kind) {
        return failIf(ReportFault.unlessCausedBy(operation(), kind));
    }

    /** The first cause has this reason. */
    public RestoreReportAssert failedBecause(String reason) {
        return failIf(ReportFault.unlessReason(operation(), reason));
    }

    /** The data was restored to this timestamp. */
    public RestoreReportAssert restoredTo(Tso expected) {
        OperationReport operation = operation();
        Optional<Tso> found = actual.commitTs();
        return failIf(
                found.equals(Optional.of(expected))
                        ? Optional.empty()
                        : Optional.of(ReportFault.title(operation) + " should be at " + expected + " but has "
                                + found.map(Tso::toString).orElse("no timestamp")));
    }

    /** It has exactly these members, in this order. */
    public RestoreReportAssert hasMembers(String... clusters) {
        return failIf(ReportFault.unlessMembers(operation(), clusters));
    }

    /** Everything was cleaned up. */
    public RestoreReportAssert leftNothingBehind() {
        return failIf(ReportFault.unlessNothingLeft(operation()));
    }

    private OperationReport operation() {
        isNotNull();
        return actual.operation();
    }

    private RestoreReportAssert failIf(Optional<String> fault) {
        fault.ifPresent(message -> failWithMessage("%s%n%s", message, actual));
        return this;
    }
}
