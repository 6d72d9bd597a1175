package io.brfed.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.BackupReport;
import io.brfed.api.ByteSize;
import io.brfed.api.MemberOutcome;
import io.brfed.api.MemberReport;
import io.brfed.api.PauseWindow;
import io.brfed.api.Phase;
import io.brfed.api.PhaseTiming;
import io.brfed.api.RestoreReport;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SampleReportsTest {
    @Test
    void aCompleteBackupCanBeRestored() {
        BackupReport report = SampleReports.completeBackup("nightly", "k8s-a", "k8s-b");

        assertThat(report.complete()).isTrue();
        assertThat(report.commitTs()).isPresent();
        assertThat(report.size()).contains(new ByteSize(2_000_000_000));
        assertThat(report.members())
                .extracting(member -> member.location().orElseThrow().toString())
                .containsExactly("s3://sample/nightly-k8s-a", "s3://sample/nightly-k8s-b");
        assertThat(report.members())
                .flatExtracting(MemberReport::stores)
                .doesNotHaveDuplicates()
                .hasSize(4);
    }

    @Test
    void theTimestampIsTheSmallestOfTheMembers() {
        BackupReport report = SampleReports.completeBackup("nightly");

        assertThat(report.members().stream()
                        .map(member -> member.commitTs().orElseThrow())
                        .min((one, other) -> one.compareTo(other)))
                .isEqualTo(report.commitTs());
    }

    @Test
    void thePhasesAreThoseOfTheKind() {
        assertThat(SampleReports.completeBackup("nightly", "k8s-a").operation().phases())
                .extracting(PhaseTiming::phase)
                .containsExactly(Phase.INITIALIZE, Phase.EXECUTE, Phase.RESUME, Phase.TEARDOWN);
        assertThat(SampleReports.completeRestore("again", "k8s-a").operation().phases())
                .extracting(PhaseTiming::phase)
                .containsExactly(Phase.RESTORE_VOLUME, Phase.RESTORE_DATA, Phase.RESTORE_FINISH);
    }

    @Test
    void aFailedReportHasOneFailedMemberAndItsCause() {
        BackupReport backup = SampleReports.failedBackup("nightly", "east", "west");
        RestoreReport restore = SampleReports.failedRestore("again", "k8s-b");

        assertThat(backup.cause().orElseThrow().member().orElseThrow()).hasToString("east");
        assertThat(backup.commitTs()).isEmpty();
        assertThat(backup.members().get(0).outcome()).isInstanceOf(MemberOutcome.Failed.class);
        assertThat(backup.members().get(1).outcome()).isInstanceOf(MemberOutcome.Stopped.class);
        assertThat(restore.members()).hasSize(3);
        assertThat(restore.commitTs()).isEmpty();
    }

    @Test
    void thePauseIsAsTold() {
        Instant start = Instant.parse("2026-11-22T03:00:00Z");
        PauseWindow pause = SampleReports.backup("nightly")
                .startedAt(start)
                .pause(Duration.ofSeconds(7))
                .build()
                .pause()
                .orElseThrow();

        assertThat(pause.start()).isEqualTo(start);
        assertThat(pause.length()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void refusesAFailureOnAClusterThatIsNoMember() {
        assertThatThrownBy(() -> SampleReports.backup("nightly")
                        .clusters("k8s-a")
                        .failedOn("east", "VolumeBackupFailed", "")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("'east' failed but is not one of the members [k8s-a]");
    }
}
