package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.MemberOutcome;
import io.brfed.api.OperationReport;
import io.brfed.api.Phase;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.CallSelector;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An operation is cancelled, at every effect and in every phase. */
class CancellationTest {
    static IntStream effects() {
        return IntStream.rangeClosed(1, Scenario.COMPLETE_BACKUP.effects());
    }

    @ParameterizedTest
    @MethodSource("effects")
    void aCancelledBackupGivesThePauseBackAndWindsDown(int effect) {
        FakeFederation federation = Scenario.COMPLETE_BACKUP.begin();
        List<Operation<BackupReport>> operation = new ArrayList<>();
        federation.onEffect(seen -> {
            if (seen.number() == effect && seen.moment() == Effect.Moment.AFTER) {
                operation.get(0).cancel();
            }
        });
        operation.add(Runs.nightly(federation).start());

        BackupReport report = operation.get(0).await();

        if (!report.complete()) {
            assertThat(report.operation().status()).isEqualTo(OperationReport.Status.CANCELLED);
            assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.CANCELLED);
        }
        Aftermath.of(federation).mustBeClean(report);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 7, 12})
    void aBackupThatIsCancelledBeforeItsFirstEffectHasNone(int millis) {
        FakeFederation federation = FakeFederation.of(3);
        Operation<BackupReport> operation = Runs.nightly(federation).start();
        federation.time().advance(Duration.ofMillis(millis));

        operation.cancel();
        BackupReport report = operation.await();

        assertThat(report.operation().status()).isEqualTo(OperationReport.Status.CANCELLED);
        assertThat(Runs.count(federation, "DECLARE")).isZero();
        assertThat(report.pause()).isEmpty();
        assertThat(report.members()).allMatch(member -> member.outcome() instanceof MemberOutcome.NotStarted);
        assertThat(federation.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 20, 35, 41})
    void inThePauseACancelledBackupGivesItBackWithinTheTimeThatTakes(int seconds) {
        FakeFederation federation = FakeFederation.of(3);
        Operation<BackupReport> operation = Runs.nightly(federation).start();
        federation.time().advance(Duration.ofSeconds(seconds));

        operation.cancel();
        operation.await();

        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(Runs.times(federation, "k8s-a", "pause ended"))
                .allMatch(ended -> ended.compareTo(Duration.ofSeconds(seconds + 2)) < 0);
    }

    @Test
    void cancellingWhileThePauseIsNotEvenConfirmedEndsIt() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-a").faults().loseAnswerOf(CallSelector.declaring(Phase.INITIALIZE));
        Operation<BackupReport> operation = Runs.nightly(federation).start();
        federation.time().advance(Duration.ofSeconds(2));

        operation.cancel();
        BackupReport report = operation.await();

        Aftermath.of(federation).mustBeClean(report);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60, 330, 420, 700})
    void aCancelledRestoreDeclaresNothingMoreAndDeletesNothing(int seconds) {
        FakeFederation federation = FakeFederation.of(3);
        Operation<RestoreReport> operation = startRestore(federation);
        federation.time().advance(Duration.ofSeconds(seconds));
        List<Phase> before = phases(federation);

        operation.cancel();
        RestoreReport report = operation.await();

        if (!report.complete()) {
            assertThat(report.operation().status()).isEqualTo(OperationReport.Status.CANCELLED);
            assertThat(phases(federation)).isEqualTo(before);
        }
        assertThat(Runs.count(federation, "DELETE")).isZero();
        assertThat(report.operation().members()).hasSize(3);
    }

    @Test
    void cancellingTwiceOrAfterTheEndChangesNothing() {
        FakeFederation federation = FakeFederation.of(3);
        Operation<BackupReport> operation = Runs.nightly(federation).start();
        BackupReport report = operation.await();

        operation.cancel();
        operation.cancel();
        federation.time().advance(Duration.ofMinutes(1));

        assertThat(operation.report()).contains(report);
        assertThat(Runs.backup(federation).complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void cancellingACallForACompleteBackupLeavesItComplete(int millis) {
        FakeFederation federation = FakeFederation.of(3);
        BackupReport first = Runs.backup(federation);
        long declared = Runs.count(federation, "DECLARE");
        Operation<BackupReport> again = Runs.nightly(federation).start();
        federation.time().advance(Duration.ofMillis(millis));

        again.cancel();
        BackupReport report = again.await();

        assertThat(report.complete()).isTrue();
        assertThat(report.operation().id()).isEqualTo(first.operation().id());
        assertThat(Runs.count(federation, "DECLARE")).isEqualTo(declared);
        assertThat(Runs.backup(federation).complete()).isTrue();
    }

    @Test
    void cancellingACallForACompleteRestoreLeavesItComplete() {
        FakeFederation federation = FakeFederation.of(3);
        startRestore(federation).await();
        Operation<RestoreReport> again = startRestore(federation);

        again.cancel();

        assertThat(again.await().complete()).isTrue();
        assertThat(startRestore(federation).await().complete()).isTrue();
    }

    @Test
    void cancellingACallForAFailedBackupTellsWhatItFailedFor() {
        FakeFederation federation = FakeFederation.of(3);
        federation
                .plane("k8s-b")
                .script()
                .failsWith(Condition.VOLUMES_FAILED, "Broken", "it broke")
                .insteadOf(Condition.VOLUMES_COMPLETE);
        BackupReport first = Runs.backup(federation);
        Operation<BackupReport> again = Runs.nightly(federation).start();

        again.cancel();
        BackupReport report = again.await();

        assertThat(first.operation().status()).isEqualTo(OperationReport.Status.FAILED);
        assertThat(report.operation().status()).isEqualTo(OperationReport.Status.FAILED);
        assertThat(report.cause()).isEqualTo(first.cause());
    }

    @Test
    void waitingWithALimitLeavesTheOperationRunning() {
        FakeFederation federation = FakeFederation.of(3);
        Operation<BackupReport> operation = Runs.nightly(federation).start();

        assertThat(operation.await(Duration.ofSeconds(30))).isEmpty();

        assertThat(federation.time().elapsed()).isEqualTo(Duration.ofSeconds(30));
        assertThat(operation.report()).isEmpty();
        assertThat(operation.await(Duration.ofHours(1)))
                .hasValueSatisfying(report -> assertThat(report.complete()).isTrue());
        assertThat(operation.report()).isPresent();
        assertThat(operation.completion()).isCompleted();
    }

    @Test
    void whoeverCompletesTheStageDoesNotDisturbTheOperation() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().takes(Condition.VOLUMES_COMPLETE, Duration.ofSeconds(1)));
        Operation<BackupReport> operation = Runs.nightly(federation).start();

        operation.completion().toCompletableFuture().cancel(true);

        assertThat(operation.await().complete()).isTrue();
    }

    private static Operation<RestoreReport> startRestore(FakeFederation federation) {
        return Scenario.restoring(federation, federation.newProcess()).start();
    }

    private static List<Phase> phases(FakeFederation federation) {
        return federation.planes().stream()
                .flatMap(plane -> plane.members().stream())
                .flatMap(member -> member.desired().stream())
                .toList();
    }
}
