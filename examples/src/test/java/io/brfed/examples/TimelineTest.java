package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationReport;
import io.brfed.api.PauseWindow;
import io.brfed.api.Phase;
import io.brfed.api.PhaseTiming;
import io.brfed.api.RestoreReport;
import io.brfed.api.TidbClusterRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Instant START = Instant.parse("2026-11-22T01:00:00Z");

    @Test
    void drawsOneBarForEachMemberAndPhaseAndMarksThePause() {
        BackupReport report = BackupReport.builder(operation(
                        OperationKind.BACKUP,
                        timing("k8s-a", Phase.INITIALIZE, 0, 10),
                        timing("k8s-a", Phase.EXECUTE, 10, 35),
                        timing("k8s-b", Phase.EXECUTE, 12, 38)))
                .pause(new PauseWindow(
                        START,
                        Optional.of(START.plusSeconds(20)),
                        START.plusSeconds(170),
                        PauseWindow.Ending.CONFIRMED))
                .build();

        assertThat(Timeline.of(report).columns(20)).hasToString("""
                timeline of backup 'nightly': 40.00 s, one column is 2.000 s
                  pause            |[---------]         | 20.00 s
                  k8s-a initialize |######              | 10.00 s
                  k8s-a execute    |     ######=======  | 25.00 s
                  k8s-b execute    |      #####=========| 26.00 s
                  = at work   > not ended   # at work in the pause""");
    }

    @Test
    void marksWhatHasNotEnded() {
        BackupReport report = BackupReport.builder(operation(
                        OperationKind.BACKUP,
                        new PhaseTiming(new ClusterName("k8s-a"), Phase.EXECUTE, START, Optional.empty())))
                .pause(new PauseWindow(
                        START, Optional.empty(), START.plusSeconds(600), PauseWindow.Ending.LEFT_TO_EXPIRY))
                .build();

        assertThat(Timeline.of(report).columns(10).toString())
                .contains("pause         |[-------->| left to end by itself by 2026-11-22T01:10:00Z")
                .contains("k8s-a execute |#########>| not ended");
    }

    @Test
    void drawsARestoreWithoutAPause() {
        RestoreReport report = RestoreReport.of(operation(
                OperationKind.RESTORE,
                timing("k8s-a", Phase.RESTORE_VOLUME, 0, 20),
                timing("k8s-a", Phase.RESTORE_DATA, 20, 40)));

        assertThat(Timeline.of(report).columns(10)).hasToString("""
                timeline of restore 'nightly': 40.00 s, one column is 4.000 s
                  k8s-a restore-volume |======    | 20.00 s
                  k8s-a restore-data   |     =====| 20.00 s
                  = at work   > not ended""");
    }

    @Test
    void saysThatNothingWasBegun() {
        RestoreReport report = RestoreReport.of(operation(OperationKind.RESTORE));

        assertThat(Timeline.of(report).toString()).endsWith("no member was told any phase");
    }

    @Test
    void refusesAWidthThatNobodyCanRead() {
        Timeline timeline = Timeline.of(RestoreReport.of(operation(OperationKind.RESTORE)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> timeline.columns(9))
                .withMessageContaining("is 9");
    }

    private static OperationReport operation(OperationKind kind, PhaseTiming... timings) {
        List<MemberReport> members = Stream.of("k8s-a", "k8s-b")
                .map(name -> MemberReport.builder(new ClusterName(name), new TidbClusterRef("tidb", "prod"))
                        .build())
                .toList();
        return OperationReport.builder(kind, new OperationName("nightly"), new OperationId("0mws7d8c2-0wforl0h8vim3"))
                .ran(START, START.plusSeconds(40))
                .members(members)
                .phases(List.of(timings))
                .build();
    }

    private static PhaseTiming timing(String member, Phase phase, int fromSecond, int toSecond) {
        return new PhaseTiming(
                new ClusterName(member),
                phase,
                START.plusSeconds(fromSecond),
                Optional.of(START.plusSeconds(toSecond)));
    }
}
