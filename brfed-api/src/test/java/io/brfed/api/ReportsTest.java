package io.brfed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What reports and exceptions say, to the letter. */
class ReportsTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final OperationName NAME = new OperationName("nightly");
    private static final ClusterName EAST = new ClusterName("east");
    private static final ClusterName WEST = new ClusterName("west");
    private static final FailureCause FAILED = FailureCause.on(
            EAST, FailureCause.Kind.MEMBER_FAILED, "BackupDataToRemoteFailed", "no quota for snapshots");

    @Test
    void aCompleteBackupIsReadable() {
        BackupReport report = BackupReport.builder(operation(OperationKind.BACKUP)
                        .members(List.of(
                                member(EAST, new MemberOutcome.Complete()), member(WEST, new MemberOutcome.Complete())))
                        .notices(List.of("exclusion was not checked in west"))
                        .build())
                .commitTs(Tso.at(START.plusSeconds(20)))
                .pause(new PauseWindow(
                        START.plusSeconds(10),
                        Optional.of(START.plusSeconds(40)),
                        START.plusSeconds(190),
                        PauseWindow.Ending.CONFIRMED))
                .build();

        assertThat(report).hasToString("""
                        backup 'nightly' complete
                          operation:   op-1
                          took:        PT2M from 2026-11-22T10:00:00Z
                          assurance:   AS_REPORTED
                          commitTs:    %s (2026-11-22T10:00:20Z)
                          size:        3.0 GB
                          pause:       PT30S from 2026-11-22T10:00:10Z, confirmed, over by 2026-11-22T10:03:10Z
                          member:      east (tidb/prod): complete at s3://bucket/nightly-east
                          member:      west (tidb/prod): complete at s3://bucket/nightly-west
                          notice:      exclusion was not checked in west
                          left behind: nothing""".formatted(Tso.at(START.plusSeconds(20))));
    }

    @Test
    void aFailedBackupSaysWhyAndWhatIsLeft() {
        BackupReport report = BackupReport.builder(operation(OperationKind.BACKUP)
                        .cause(FAILED)
                        .members(List.of(
                                MemberReport.builder(EAST, new TidbClusterRef("tidb", "prod"))
                                        .outcome(new MemberOutcome.Failed(FAILED))
                                        .build(),
                                MemberReport.builder(WEST, new TidbClusterRef("tidb", "prod"))
                                        .build()))
                        .leftBehind(List.of(
                                LeftBehind.in(WEST, "Backup fed-nightly", "delete it"),
                                new LeftBehind(Optional.empty(), "a lease", "")))
                        .build())
                .pause(new PauseWindow(
                        START.plusSeconds(10),
                        Optional.empty(),
                        START.plusSeconds(760),
                        PauseWindow.Ending.LEFT_TO_EXPIRY))
                .build();

        assertThat(report).hasToString("""
                        backup 'nightly' failed
                          cause:       BackupDataToRemoteFailed on east: no quota for snapshots
                          operation:   op-1
                          took:        PT2M from 2026-11-22T10:00:00Z
                          assurance:   AS_REPORTED
                          pause:       PT12M30S from 2026-11-22T10:00:10Z, left to expiry, over by 2026-11-22T10:12:40Z
                          member:      east (tidb/prod): failed: BackupDataToRemoteFailed on east: no quota for snapshots
                          member:      west (tidb/prod): not started
                          left behind: west: Backup fed-nightly; delete it
                                       a lease""");
    }

    @Test
    void aRestoreIsReadable() {
        RestoreReport report = RestoreReport.of(
                operation(OperationKind.RESTORE)
                        .members(List.of(
                                MemberReport.builder(EAST, new TidbClusterRef("tidb", "prod"))
                                        .outcome(new MemberOutcome.Stopped("Running"))
                                        .build(),
                                MemberReport.builder(WEST, new TidbClusterRef("tidb", "prod"))
                                        .outcome(new MemberOutcome.Unreachable(START, "connection refused"))
                                        .build()))
                        .build(),
                Tso.at(START));

        assertThat(report).hasToString("""
                        restore 'nightly' complete
                          operation:   op-1
                          took:        PT2M from 2026-11-22T10:00:00Z
                          assurance:   AS_REPORTED
                          restored to: %s (2026-11-22T10:00:00Z)
                          member:      east (tidb/prod): stopped: Running
                          member:      west (tidb/prod): unreachable since 2026-11-22T10:00:00Z: connection refused
                          left behind: nothing""".formatted(Tso.at(START)));
    }

    @Test
    void aCompleteReportThrowsNothing() {
        BackupReport backup =
                BackupReport.builder(operation(OperationKind.BACKUP).build()).build();
        RestoreReport restore =
                RestoreReport.of(operation(OperationKind.RESTORE).build());

        assertThat(backup.orThrow()).isSameAs(backup);
        assertThat(restore.orThrow()).isSameAs(restore);
    }

    @Test
    void aFailedMemberIsThrownWithTheCauseAndWhatIsLeft() {
        BackupReport report = BackupReport.builder(operation(OperationKind.BACKUP)
                        .cause(FAILED)
                        .leftBehind(List.of(LeftBehind.in(WEST, "Backup fed-nightly", "delete it")))
                        .build())
                .build();

        MemberFailedException thrown = catchThrowableOfType(MemberFailedException.class, report::orThrow);

        assertThat(thrown).hasMessage("""
                        backup 'nightly' failed
                          cause:       BackupDataToRemoteFailed on east: no quota for snapshots
                          left behind: west: Backup fed-nightly; delete it""");
        assertThat(thrown.member()).contains(EAST);
        assertThat(thrown.failure()).isEqualTo(FAILED);
        assertThat(thrown.operation()).isEqualTo(NAME);
    }

    @Test
    void aCancelledOperationIsThrownAsCancelled() {
        RestoreReport report = RestoreReport.of(operation(OperationKind.RESTORE)
                .cause(FailureCause.of(FailureCause.Kind.CANCELLED, "Cancelled", "the caller cancelled"))
                .build());

        assertThat(report.operation().status()).isEqualTo(OperationReport.Status.CANCELLED);
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(FederationCancelledException.class)
                .hasMessage("""
                        restore 'nightly' cancelled
                          cause:       Cancelled: the caller cancelled
                          left behind: nothing""");
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCause.Kind.class,
            names = {"TIMED_OUT", "UNREACHABLE"})
    void limitsAreThrownAsTimeouts(FailureCause.Kind kind) {
        PhaseTimeoutException thrown = catchThrowableOfType(PhaseTimeoutException.class, failed(kind)::orThrow);

        assertThat(thrown.member()).contains(WEST);
        assertThat(thrown).hasMessage("""
                        backup 'nightly' failed
                          cause:       Why on west: what happened
                          left behind: nothing""");
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCause.Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TIMED_OUT", "UNREACHABLE", "CANCELLED"})
    void everyOtherFailureIsThrownAsThatOfAMember(FailureCause.Kind kind) {
        assertThatThrownBy(failed(kind)::orThrow).isInstanceOf(MemberFailedException.class);
    }

    @Test
    void anInvalidRequestNamesEveryFaultAtOnce() {
        InvalidRequestException thrown = new InvalidRequestException(List.of(
                Finding.fault("clusters", "", "no member clusters", "name at least one Cluster"),
                Finding.fault("name", "Nightly", "is not a DNS-1123 label", "use lower-case letters")));

        assertThat(thrown).hasMessage("""
                        refused before anything was changed, 2 to mend:
                          clusters: no member clusters; name at least one Cluster
                          name 'Nightly': is not a DNS-1123 label; use lower-case letters""");
        assertThat(thrown.findings()).hasSize(2);
    }

    @Test
    void aReportIsOnlyOfItsOwnKind() {
        OperationReport backup = operation(OperationKind.BACKUP).build();
        OperationReport restore = operation(OperationKind.RESTORE).build();

        assertThatThrownBy(() -> BackupReport.builder(restore))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a RESTORE report is not a BACKUP report");
        assertThatThrownBy(() -> RestoreReport.of(backup))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a BACKUP report is not a RESTORE report");
    }

    @Test
    void anUnconfirmedPauseLastsUntilItsLatestEnd() {
        PauseWindow window =
                new PauseWindow(START, Optional.empty(), START.plusSeconds(750), PauseWindow.Ending.LEFT_TO_EXPIRY);

        assertThat(window.length()).isEqualTo(Duration.ofSeconds(750));
    }

    private static BackupReport failed(FailureCause.Kind kind) {
        return BackupReport.builder(operation(OperationKind.BACKUP)
                        .cause(FailureCause.on(WEST, kind, "Why", "what happened"))
                        .build())
                .build();
    }

    private static OperationReport.Builder operation(OperationKind kind) {
        return OperationReport.builder(kind, NAME, new OperationId("op-1")).ran(START, START.plusSeconds(120));
    }

    private static MemberReport member(ClusterName name, MemberOutcome outcome) {
        return MemberReport.builder(name, new TidbClusterRef("tidb", "prod"))
                .outcome(outcome)
                .location(new BackupLocation("s3://bucket/nightly-" + name))
                .size(new ByteSize(1_500_000_000))
                .build();
    }
}
