package io.brfed.testkit.assertj;

import static io.brfed.testkit.assertj.BrfedAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.testkit.SampleReports;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BrfedAssertionsTest {
    private final BackupReport complete = SampleReports.completeBackup("nightly", "k8s-a", "k8s-b");
    private final BackupReport failed = SampleReports.failedBackup("nightly", "k8s-b");
    private final RestoreReport restored = SampleReports.completeRestore("again");
    private final RestoreReport broken = SampleReports.failedRestore("again", "k8s-c");
    private final FailureCause cancel = FailureCause.of(FailureCause.Kind.CANCELLED, "Cancelled", "by the user");

    @Test
    void aCompleteBackupPasses() {
        assertThat(complete)
                .isComplete()
                .pauseEnded()
                .pauseLastedAtMost(Duration.ofSeconds(42))
                .hasCommitTs(complete.commitTs().orElseThrow())
                .hasMembers("k8s-a", "k8s-b")
                .leftNothingBehind();
    }

    @Test
    void aFailedBackupPasses() {
        assertThat(failed)
                .isFailed()
                .failedOn("k8s-b")
                .failedWith(FailureCause.Kind.MEMBER_FAILED)
                .failedBecause("VolumeBackupFailed")
                .pauseEnded();
    }

    @Test
    void aVerifiedAndACancelledBackupPass() {
        assertThat(SampleReports.backup("nightly").verified().build()).isVerified();
        assertThat(SampleReports.backup("nightly").failedWith(cancel).build()).isCancelled();
    }

    @Test
    void restoresPass() {
        assertThat(restored)
                .isComplete()
                .restoredTo(restored.commitTs().orElseThrow())
                .hasMembers("k8s-a", "k8s-b", "k8s-c")
                .leftNothingBehind();
        assertThat(broken)
                .isFailed()
                .failedOn("k8s-c")
                .failedWith(FailureCause.Kind.MEMBER_FAILED)
                .failedBecause("VolumeRestoreFailed");
        assertThat(SampleReports.restore("again").failedWith(cancel).build()).isCancelled();
    }

    @Test
    void saysThatABackupIsNotComplete() {
        assertFails(() -> assertThat(failed).isComplete(), "backup 'nightly' should be complete but is failed");
    }

    @Test
    void saysThatABackupIsNotFailedOrCancelled() {
        assertFails(() -> assertThat(complete).isFailed(), "backup 'nightly' should be failed but is complete");
        assertFails(() -> assertThat(failed).isCancelled(), "backup 'nightly' should be cancelled but is failed");
    }

    @Test
    void saysHowAMemberEndedThatDidNotFail() {
        assertFails(
                () -> assertThat(failed).failedOn("k8s-a"),
                "backup 'nightly' should have failed on 'k8s-a', where it ended as stopped: torn down");
        assertFails(
                () -> assertThat(failed).failedOn("east"),
                "backup 'nightly' should have failed on 'east', which is not a member");
    }

    @Test
    void saysWhatTheCauseIsInstead() {
        assertFails(
                () -> assertThat(failed).failedWith(FailureCause.Kind.TIMED_OUT),
                "backup 'nightly' should have failed with TIMED_OUT but has cause MEMBER_FAILED"
                        + " (VolumeBackupFailed on k8s-b: snapshots could not be taken)");
        assertFails(
                () -> assertThat(complete).failedBecause("Quota"),
                "backup 'nightly' should have failed for reason 'Quota' but has no cause");
    }

    @Test
    void saysThatThePauseWasNotConfirmedToEnd() {
        BackupReport open = SampleReports.backup("nightly").pauseLeftToExpiry().build();

        assertFails(
                () -> assertThat(open).pauseEnded(),
                "backup 'nightly' should have ended its pause, but nobody confirmed the end;"
                        + " it is over by 2026-01-01T00:12:30Z");
    }

    @Test
    void saysHowLongThePauseLasted() {
        assertFails(
                () -> assertThat(complete).pauseLastedAtMost(Duration.ofSeconds(41)),
                "backup 'nightly' should have paused for at most PT41S but did for PT42S");
    }

    @Test
    void saysWhatTimestampThereIs() {
        assertFails(
                () -> assertThat(failed).hasCommitTs(new Tso(7)),
                "backup 'nightly' should restore to 7 but has no timestamp");
        assertFails(
                () -> assertThat(broken).restoredTo(new Tso(7)), "restore 'again' should be at 7 but has no timestamp");
    }

    @Test
    void saysThatNothingWasProved() {
        assertFails(
                () -> assertThat(complete).isVerified(), "backup 'nightly' should be verified but is only as reported");
    }

    @Test
    void saysWhatMembersThereAre() {
        assertFails(
                () -> assertThat(complete).hasMembers("k8s-b"),
                "backup 'nightly' should have the members [k8s-b] but has [k8s-a, k8s-b]");
    }

    @Test
    void saysWhatWasLeftBehind() {
        BackupReport messy = SampleReports.backup("nightly")
                .leftBehind(LeftBehind.in(new ClusterName("k8s-a"), "snapshot snap-1", "delete it"))
                .build();

        assertFails(
                () -> assertThat(messy).leftNothingBehind(),
                "backup 'nightly' should have left nothing behind but left [k8s-a: snapshot snap-1; delete it]");
    }

    @Test
    void printsTheReportBelow() {
        assertThatThrownBy(() -> assertThat(failed).isComplete()).hasMessageEndingWith(failed.toString());
        assertThatThrownBy(() -> assertThat(broken).isComplete()).hasMessageEndingWith(broken.toString());
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> assertThat((BackupReport) null).isComplete())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting actual not to be null");
    }

    private static void assertFails(ThrowingCallable assertion, String firstLine) {
        assertThatThrownBy(assertion)
                .isInstanceOf(AssertionError.class)
                .message()
                .startsWith(firstLine);
    }
}
