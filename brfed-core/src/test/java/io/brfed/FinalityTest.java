package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.OperationReport;
import io.brfed.api.ProviderException;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FaultPlan;
import io.brfed.testkit.PlaneCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was reported stays so, or the report says that it may not. */
class FinalityTest {
    private static final Duration LONGER_THAN_ANY_LIMIT = Duration.ofDays(2);

    @ParameterizedTest
    @ValueSource(strings = {"k8s-a", "k8s-b", "k8s-c"})
    void aCompleteBackupIsNotTurnedIntoAFailedOneByAnOutage(String silent) {
        FakeFederation federation = FakeFederation.of(3);
        assertThat(Runs.backup(federation).complete()).isTrue();
        FaultPlan calls = federation.plane(silent).faults().becomesUnreachable();

        nobodyCanSay(() -> Runs.backup(federation));
        federation.time().advance(LONGER_THAN_ANY_LIMIT);
        nobodyCanSay(() -> Runs.backup(federation));
        calls.comesBack();

        assertThat(Runs.backup(federation).complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s-a", "k8s-b", "k8s-c"})
    void aCompleteRestoreIsNotTurnedIntoAFailedOneByAnOutage(String silent) {
        FakeFederation federation = FakeFederation.of(3);
        assertThat(Scenario.restore(federation, federation.newProcess()).complete())
                .isTrue();
        FaultPlan calls = federation.plane(silent).faults().becomesUnreachable();

        nobodyCanSay(() -> Scenario.restore(federation, federation.newProcess()));
        calls.comesBack();

        assertThat(Scenario.restore(federation, federation.newProcess()).complete())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s-a", "k8s-b"})
    void anUnfinishedBackupIsDrivenOnDuringAnOutage(String silent) {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-c").script().never(Condition.VOLUMES_COMPLETE);
        dieAfter(federation, Duration.ofMinutes(2));
        federation.plane(silent).faults().becomesUnreachable();

        BackupReport report = Scenario.backup(federation, federation.newProcess());

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.UNREACHABLE);
    }

    @Test
    void aWriteThatMayHaveTakenThePauseIsFollowedForAsLongAsItsMemberIsSilent() {
        FakeFederation federation = FakeFederation.of(3);
        FaultPlan calls = federation.plane("k8s-a").faults().loseAnswerOf(PlaneCall.DECLARE);
        Runs.at(federation, Duration.ofSeconds(9), calls::hangs);
        Runs.at(federation, Duration.ofMinutes(4), calls::comesBack);

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.UNREACHABLE);
        assertThat(Runs.times(federation, "k8s-a", "pause ended"))
                .singleElement()
                .matches(ended -> ended.compareTo(Duration.ofMinutes(5)) < 0);
        assertThat(Runs.backup(federation).complete()).isFalse();
    }

    /** Nothing can be recorded where nobody answers: the report says so, and a later call goes on. */
    @ParameterizedTest
    @EnumSource
    void aFailureThatNobodyCouldRecordIsToldAsSuch(Silence silence) {
        FakeFederation federation = FakeFederation.of(2);
        Runs.at(
                federation,
                Duration.ofSeconds(5),
                () -> federation.planes().forEach(plane -> silence.of(plane.faults())));
        Runs.at(
                federation,
                Duration.ofHours(1),
                () -> federation
                        .planes()
                        .forEach(plane -> plane.faults().clear().comesBack()));

        BackupReport first = Runs.backup(federation);
        federation.time().advance(Duration.ofHours(1));
        BackupReport later = Runs.backup(federation);

        assertThat(first.complete()).isFalse();
        assertThat(first.operation().leftBehind())
                .map(LeftBehind::what)
                .anyMatch(what -> what.contains("could not be recorded"));
        assertThat(later.operation().id()).isEqualTo(first.operation().id());
        assertThat(later.operation().leftBehind())
                .map(LeftBehind::what)
                .noneMatch(what -> what.contains("could not be recorded"));
    }

    private enum Silence {
        READS_AND_WRITES,
        WRITES_ONLY;

        void of(FaultPlan calls) {
            if (this == READS_AND_WRITES) {
                calls.becomesUnreachable();
            } else {
                calls.failNext(PlaneCall.DECLARE, ProviderException.Fault.RETRY, Integer.MAX_VALUE);
            }
        }
    }

    @Test
    void noSuccessIsToldWhileAMemberThatWasThereIsNotFound() {
        FakeFederation federation = FakeFederation.of(2);
        federation.planes().forEach(plane -> plane.script().directLike());
        federation.plane("k8s-a").script().takes(Condition.COMPLETE, Duration.ofMillis(2050));
        federation.time().advance(Duration.ofMillis(1));
        DriverProcess process = federation.newProcess();
        Runs.at(federation, completion(), () -> federation.plane("k8s-b").deleteByHand());

        OperationReport report = Scenario.backup(federation, process).operation();

        assertThat(report.status()).isEqualTo(OperationReport.Status.FAILED);
        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.MEMBER_LOST);
    }

    @Test
    void whatAMemberThatNobodyRecordedMayHaveMadeIsToldByTheNextDriver() {
        FakeFederation federation = FakeFederation.of(3);
        Scenario.COMPLETE_BACKUP.callAndKill(federation, 7, Effect.Moment.AFTER);
        federation.plane("k8s-b").deleteByHand();
        federation.plane("k8s-a").faults().becomesUnreachable();

        BackupReport report = Scenario.backup(federation, federation.newProcess());

        assertThat(report.complete()).isFalse();
        assertThat(report.operation().leftBehind())
                .filteredOn(left -> left.member().equals(Optional.of(new ClusterName("k8s-b"))))
                .map(LeftBehind::what)
                .singleElement()
                .asString()
                .contains("if it ever was there");
    }

    /** Just before the last member of the same backup is complete. */
    private static Duration completion() {
        FakeFederation federation = FakeFederation.of(2);
        federation.planes().forEach(plane -> plane.script().directLike());
        federation.plane("k8s-a").script().takes(Condition.COMPLETE, Duration.ofMillis(2050));
        federation.time().advance(Duration.ofMillis(1));
        Scenario.backup(federation, federation.newProcess());
        List<Duration> reached = Runs.times(federation, "k8s-a", "reached");
        return reached.get(reached.size() - 1).minusMillis(20);
    }

    private static void nobodyCanSay(Callable<?> call) {
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(call::call)
                .withMessageContaining("Nothing was changed")
                .matches(error -> error.fault() == ProviderException.Fault.UNREACHABLE);
    }

    private static void dieAfter(FakeFederation federation, Duration time) {
        DriverProcess process = federation.newProcess();
        federation.time().schedule(time, process::kill);
        try {
            Scenario.backup(federation, process);
        } catch (DriverProcess.KilledException killed) {
            // What it began stays behind.
        }
    }
}
