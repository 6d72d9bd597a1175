package io.brfed.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.brfed.Federation;
import io.brfed.Reports;
import io.brfed.api.Assurance;
import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.MemberOutcome;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationReport;
import io.brfed.api.PauseWindow;
import io.brfed.api.Phase;
import io.brfed.api.PhaseTiming;
import io.brfed.api.Reached;
import io.brfed.api.RestoreReport;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Tso;
import io.brfed.testkit.FakeFederation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
    private static final Instant T = Instant.parse("2026-11-22T01:02:03.456Z");
    private static final ClusterName A = new ClusterName("k8s-a");
    private static final Tso LARGE = Tso.parse("18446744073709551615");
    private static final FailureCause CAUSE = FailureCause.on(A, FailureCause.Kind.PAUSE_LOST, "Reason", "\"text\"\n");

    @Test
    void aBackupReportReadsBackWithEveryField() {
        String json = Reports.toJson(everything());

        assertThat(Reports.backup(json)).usingRecursiveComparison().isEqualTo(everything());
    }

    @Test
    void unsignedNumbersStayExact() {
        assertThat(Reports.toJson(everything())).contains("\"commitTs\" : \"18446744073709551615\"");
    }

    @Test
    void everyOutcomeReadsBack() {
        List<MemberOutcome> outcomes = List.of(
                new MemberOutcome.Complete(),
                new MemberOutcome.Failed(CAUSE),
                new MemberOutcome.Stopped("detail"),
                new MemberOutcome.Unreachable(T, "error"),
                new MemberOutcome.NotStarted());
        BackupReport report = BackupReport.builder(operation(OperationKind.BACKUP)
                        .members(outcomes.stream().map(ReportJsonTest::member).toList())
                        .build())
                .build();

        assertThat(Reports.backup(Reports.toJson(report)).members())
                .extracting(MemberReport::outcome)
                .isEqualTo(outcomes);
    }

    @Test
    void aRestoreReportReadsBackWithAndWithoutTimestamp() {
        OperationReport operation = operation(OperationKind.RESTORE).build();

        assertThat(Reports.restore(Reports.toJson(RestoreReport.of(operation, LARGE))))
                .usingRecursiveComparison()
                .isEqualTo(RestoreReport.of(operation, LARGE));
        assertThat(Reports.restore(Reports.toJson(RestoreReport.of(operation))).commitTs())
                .isEmpty();
    }

    @Test
    void aReportThatWasKeptFeedsARestoreInAnotherProcess() {
        FakeFederation federation = FakeFederation.of(3);
        BackupReport backup = Federation.backup(federation.clusters())
                .named("nightly")
                .scheduler(federation.time())
                .execute();
        FakeFederation fresh = FakeFederation.of(3);

        RestoreReport restored = Federation.restore(Reports.backup(Reports.toJson(backup)))
                .into(fresh.clusters())
                .scheduler(fresh.time())
                .execute();

        assertThat(restored.complete()).isTrue();
    }

    @Test
    void textThatIsNoReportIsRefusedWithWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reports.backup("no json"))
                .withMessageStartingWith("the text is not a report");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reports.backup("{\"version\": 2}"))
                .withMessage(
                        "version 2 of a report is not one of 1 to 1; read it with a later brfed, or check that it is a"
                                + " report");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reports.backup("{\"version\": 1}"))
                .withMessage("the report lacks the field 'kind'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reports.restore(Reports.toJson(everything())))
                .withMessage("a BACKUP report is not a RESTORE report");
    }

    private static BackupReport everything() {
        return BackupReport.builder(operation(OperationKind.BACKUP).build())
                .commitTs(LARGE)
                .pauseIdentity("pause-7")
                .pause(new PauseWindow(
                        T, Optional.of(T.plusSeconds(5)), T.plusSeconds(155), PauseWindow.Ending.CONFIRMED))
                .build();
    }

    private static OperationReport.Builder operation(OperationKind kind) {
        return OperationReport.builder(kind, new OperationName("nightly"), new OperationId("id-1"))
                .cause(CAUSE)
                .ran(T, T.plusSeconds(100))
                .assurance(Assurance.VERIFIED)
                .members(List.of(member(new MemberOutcome.Failed(CAUSE))))
                .phases(List.of(
                        new PhaseTiming(A, Phase.INITIALIZE, T, Optional.of(T.plusSeconds(1))),
                        new PhaseTiming(A, Phase.EXECUTE, T.plusSeconds(1), Optional.empty())))
                .leftBehind(List.of(
                        LeftBehind.in(A, "a thing", "do this"), new LeftBehind(Optional.empty(), "another", "do that")))
                .notices(List.of("it was not checked"));
    }

    private static MemberReport member(MemberOutcome outcome) {
        return MemberReport.builder(A, new TidbClusterRef("tidb", "prod"))
                .outcome(outcome)
                .location(new BackupLocation("s3://bucket/prefix-k8s-a"))
                .commitTs(LARGE)
                .size(new ByteSize(12_345_678_901_234_567L))
                .conditions(List.of(new Reached(Condition.INITIALIZED, T, "r", "m")))
                .stores(List.of(new StoreId(1), StoreId.parse("18446744073709551615")))
                .build();
    }
}
