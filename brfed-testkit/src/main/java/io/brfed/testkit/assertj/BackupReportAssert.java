package io.brfed.testkit.assertj;

import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationReport;
import io.brfed.api.PauseWindow;
import io.brfed.api.Tso;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about a {@link BackupReport}; obtained from {@link BrfedAssertions}. A failure prints the whole report.
 *
 * @since 0.1.0
 */
public final class BackupReportAssert extends AbstractAssert<BackupReportAssert, BackupReport> {
    BackupReportAssert(BackupReport actual) {
        super(actual, BackupReportAssert.class);
    }

    /** Every member is complete, so that the backup can be restored. */
    public BackupReportAssert isComplete() {
        return failIf(ReportFault.unless(operation(), OperationReport.Status.COMPLETE));
    }

    /** It failed; a cancelled backup did not. */
    public BackupReportAssert isFailed() {
        return failIf(ReportFault.unless(operation(), OperationReport.Status.FAILED));
    }

    /** It was cancelled. */
    public BackupReportAssert isCancelled() {
        return failIf(ReportFault.unless(operation(), OperationReport.Status.CANCELLED));
    }

    /** This member failed. */
    public BackupReportAssert failedOn(String cluster) {
        return failIf(ReportFault.unlessFailedOn(operation(), cluster));
    }

    /** The first cause is of this kind. */
    public BackupReportAssert failedWith(FailureCause.Kind kind) {
        return failIf(ReportFault.unlessCausedBy(operation(), kind));
    }

    /** The first cause has this reason. */
    public BackupReportAssert failedBecause(String reason) {
        return failIf(ReportFault.unlessReason(operation(), reason));
    }

    /** No pause was ever asked for, or the member that held it said that it was given back. */
    public BackupReportAssert pauseEnded() {
        Optional<PauseWindow> pause = report().pause();
        return failIf(pause.filter(window -> window.ending() != PauseWindow.Ending.CONFIRMED)
                .map(window -> title() + " should have ended its pause, but nobody confirmed the end; it is over by "
                        + window.latestEnd()));
    }

    /** A pause was confirmed to have ended after at most so long. */
    public BackupReportAssert pauseLastedAtMost(Duration limit) {
        pauseEnded();
        Optional<PauseWindow> pause = report().pause();
        return failIf(pause.filter(window -> window.length().compareTo(limit) > 0)
                .map(window ->
                        title() + " should have paused for at most " + limit + " but did for " + window.length()));
    }

    /** It restores to this timestamp. */
    public BackupReportAssert hasCommitTs(Tso expected) {
        Optional<Tso> found = report().commitTs();
        return failIf(
                found.equals(Optional.of(expected))
                        ? Optional.empty()
                        : Optional.of(title() + " should restore to " + expected + " but has "
                                + found.map(Tso::toString).orElse("no timestamp")));
    }

    /** The data planes proved that the pause held. */
    public BackupReportAssert isVerified() {
        return failIf(
                operation().assurance() == Assurance.VERIFIED
                        ? Optional.empty()
                        : Optional.of(title() + " should be verified but is only as reported"));
    }

    /** It has exactly these members, in this order. */
    public BackupReportAssert hasMembers(String... clusters) {
        return failIf(ReportFault.unlessMembers(operation(), clusters));
    }

    /** Everything was cleaned up. */
    public BackupReportAssert leftNothingBehind() {
        return failIf(ReportFault.unlessNothingLeft(operation()));
    }

    private OperationReport operation() {
        return report().operation();
    }

    private BackupReport report() {
        isNotNull();
        return actual;
    }

    private String title() {
        return ReportFault.title(actual.operation());
    }

    private BackupReportAssert failIf(Optional<String> fault) {
        fault.ifPresent(message -> failWithMessage("%s%n%s", message, actual));
        return this;
    }
}
