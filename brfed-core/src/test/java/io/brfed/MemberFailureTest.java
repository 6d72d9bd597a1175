package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationEvent;
import io.brfed.api.LeftBehind;
import io.brfed.api.MemberOutcome;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Reached;
import io.brfed.testkit.CallSelector;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A member of a backup fails: the pause ends, the others are torn down, the cause is kept. */
class MemberFailureTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aFailingLaterMemberIsNoticedAtOnce_B20() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);
        fails(federation.plane("k8s-c"), Condition.VOLUMES_FAILED, Duration.ofSeconds(10));

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).map(FailureCause::reason).contains("Broken");
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(Duration.ofMillis(21_200));
    }

    static Stream<Arguments> failures() {
        return Stream.of(Condition.VOLUMES_FAILED, Condition.FAILED, Condition.INVALID)
                .flatMap(condition -> Stream.of("k8s-a", "k8s-b", "k8s-c")
                        .flatMap(member -> Stream.of(3, 15, 35, 200, 630)
                                .map(seconds -> Arguments.of(condition, member, Duration.ofSeconds(seconds)))));
    }

    @ParameterizedTest(name = "{0} on {1} after {2}")
    @MethodSource("failures")
    void theFirstCauseIsKeptAndNothingIsLeftRunning_B8_B10(Condition condition, String member, Duration after) {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(federation, after, () -> federation.plane(member).report(condition, "Broken", "it broke"));

        BackupReport report = Runs.backup(federation);

        if (report.complete()) {
            assertThat(Runs.times(federation, member, "created")).allMatch(created -> created.compareTo(after) > 0);
        } else {
            assertThat(report.cause()).hasValueSatisfying(cause -> {
                assertThat(cause.member()).contains(new ClusterName(member));
                assertThat(cause.reason()).isEqualTo("Broken");
                assertThat(cause.message()).isEqualTo("it broke");
            });
        }
        Aftermath.of(federation).mustBeClean(report);
    }

    @Test
    void aPauseThatCannotBeTakenFailsTheBackupBeforeAnySnapshot_B10() {
        FakeFederation federation = FakeFederation.of(3);
        federation
                .plane("k8s-a")
                .script()
                .failsWith(Condition.INITIALIZE_FAILED, "GCNotStopped", "no leader")
                .insteadOf(Condition.INITIALIZED);

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.PAUSE_LOST);
            assertThat(cause.reason()).isEqualTo("GCNotStopped");
            assertThat(cause.message()).isEqualTo("no leader");
        });
        assertThat(Runs.count(federation, "created")).isOne();
        assertThat(report.members().get(1).outcome()).isInstanceOf(MemberOutcome.NotStarted.class);
        Aftermath.of(federation).mustBeClean(report);
    }

    @Test
    void initializedDoesNotCountOnceThePauseFailed_B3() {
        FakeFederation federation = FakeFederation.of(3);
        Scenario.COMPLETE_BACKUP.callAndKill(federation, 4, Effect.Moment.AFTER);
        federation.time().advance(Duration.ofSeconds(601));

        BackupReport report = Runs.backup(federation);

        assertThat(federation.plane("k8s-a").members().get(0).has(Condition.INITIALIZED))
                .isTrue();
        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.PAUSE_LOST);
        assertThat(federation.snapshots()).isEmpty();
        assertThat(Runs.count(federation, "created")).isOne();
    }

    @Test
    void theReportWaitsForMembersThatAreStillAtWork_B7() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().takes(Condition.VOLUMES_COMPLETE, Duration.ofMinutes(3));
        Runs.at(
                federation,
                Duration.ofSeconds(20),
                () -> federation
                        .plane("k8s-a")
                        .report(Condition.INITIALIZE_FAILED, "InitializeJobCompletedOrFailed", "evicted"));

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).map(FailureCause::reason).contains("InitializeJobCompletedOrFailed");
        assertThat(report.members().get(1).conditions())
                .extracting(Reached::condition)
                .contains(Condition.VOLUMES_COMPLETE, Condition.COMPLETE);
        assertThat(federation.time().elapsed()).isLessThan(Duration.ofMinutes(11));
    }

    @Test
    void aMemberThatNeverWindsDownIsGivenUpAndNamed_B7() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().never(Condition.VOLUMES_COMPLETE);
        fails(federation.plane("k8s-c"), Condition.VOLUMES_FAILED, Duration.ofSeconds(10));

        BackupReport report = Runs.backup(federation);

        assertThat(federation.time().elapsed()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
        assertThat(report.operation().leftBehind())
                .extracting(LeftBehind::member)
                .contains(Optional.of(new ClusterName("k8s-b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s-a", "k8s-b"})
    void aMemberThatIsDeletedByHandFailsTheBackupAndIsNotCreatedAgain_B5_B6(String member) {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(
                federation,
                Duration.ofSeconds(20),
                () -> federation.plane(member).deleteByHand());

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.MEMBER_LOST);
            assertThat(cause.member()).contains(new ClusterName(member));
        });
        assertThat(Runs.times(federation, member, "created")).hasSize(1);
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(Duration.ofSeconds(22));
        Aftermath.of(federation).nothingIsMadeTwice();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s-a", "k8s-b"})
    void aMemberInDeletionCountsAsLost_B6(String member) {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(
                federation,
                Duration.ofSeconds(20),
                () -> federation.plane(member).startDeletingByHand());

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.MEMBER_LOST);
            assertThat(cause.reason()).isEqualTo("BeingDeleted");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12})
    void aMemberLostWhileNobodyDrivesIsNotCreatedAgainAfterTheResume_B6(int effect) {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().atOnce());
        Scenario.COMPLETE_BACKUP.callAndKill(federation, effect, Effect.Moment.AFTER);
        federation.time().advance(SECOND);
        federation.plane("k8s-b").deleteByHand();

        BackupReport report = Runs.backup(federation);

        assertThat(Runs.times(federation, "k8s-b", "created")).hasSize(1);
        assertThat(report.complete()).isFalse();
        assertThat(federation.snapshotsOutsidePause()).isEmpty();
    }

    @Test
    void aLaterMemberThatCannotBeCreatedFailsTheBackup_B2() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-c").faults().refuse(PlaneCall.DECLARE, "namespaces \"tidb\" not found");

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.MEMBER_REFUSED);
            assertThat(cause.member()).contains(new ClusterName("k8s-c"));
            assertThat(cause.message()).contains("namespaces \"tidb\" not found");
        });
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(Duration.ofSeconds(12));
        Aftermath.of(federation).mustBeClean(report);
    }

    @Test
    void aForeignObjectThatTakesAMembersPlaceIsLeftAlone_B13() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(
                federation,
                Duration.ofSeconds(20),
                () -> federation.plane("k8s-b").replaceByForeign());

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.MEMBER_FOREIGN);
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(Duration.ofSeconds(22));
        assertThat(Runs.times(federation, "k8s-b", "DELETE")).isEmpty();
    }

    @Test
    void aFailureOfThePauseAfterItWasGivenBackDoesNotMatter_B19() {
        FakeFederation federation = FakeFederation.of(3);
        federation
                .plane("k8s-a")
                .script()
                .failsWith(Condition.INITIALIZE_FAILED, "InitJobFailed", "exit code 143")
                .when(Condition.PAUSE_ENDED);

        assertThat(Runs.backup(federation).complete()).isTrue();
    }

    @Test
    void anInvalidInitializerGivesThePauseBack_B17() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(
                federation,
                Duration.ofSeconds(20),
                () -> federation.plane("k8s-a").report(Condition.INVALID, "Invalid", "no such tidbcluster"));

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).map(FailureCause::reason).contains("Invalid");
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(Duration.ofSeconds(22));
    }

    @Test
    void whereThePauseCannotBeEndedEarlyTheReportSaysUntilWhenItLasts_B8() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().cannotEndPauseEarly());
        federation.plane("k8s-a").script().never(Condition.SNAPSHOTS_CREATED);
        fails(federation.plane("k8s-c"), Condition.VOLUMES_FAILED, Duration.ofSeconds(10));

        BackupReport report = Runs.backup(federation);

        assertThat(Runs.times(federation, "k8s-a", "pause ended"))
                .allMatch(ended -> ended.compareTo(Duration.ofSeconds(600)) > 0);
        assertThat(report.pause())
                .hasValueSatisfying(pause -> assertThat(pause.latestEnd())
                        .isAfterOrEqualTo(Runs.instant(federation, Duration.ofSeconds(600))));
        Aftermath.of(federation).mustBeClean(report);
    }

    @Test
    void aTroubleThatAMemberMeetsIsTold_B1() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();
        federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);
        Runs.at(
                federation,
                Duration.ofSeconds(20),
                () -> federation
                        .plane("k8s-b")
                        .report(Condition.RETRYING, "RetryFailed", "secret s3-secret not found"));

        BackupReport report = Runs.nightly(federation).listener(events::add).execute();

        assertThat(Runs.of(FederationEvent.ConditionReached.class, events))
                .extracting(event -> event.reached().message())
                .contains("secret s3-secret not found");
        assertThat(report.cause())
                .hasValueSatisfying(cause -> assertThat(cause.message())
                        .contains("k8s-b", "secret s3-secret not found")
                        .doesNotContain("k8s-c"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RETRY", "BUSY_UNTIL", "UNREACHABLE", "OUTCOME_UNKNOWN", "GONE"})
    void aWriteThatIsNoLongerWantedKeepsNobodyBusy(Fault fault) {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").faults().failNext(CallSelector.declaring(Phase.EXECUTE), fault, 1);
        Runs.at(
                federation,
                Duration.ofMillis(10_060),
                () -> federation.plane("k8s-c").report(Condition.VOLUMES_FAILED, "Broken", "it broke"));
        federation.time().maxEvents(5_000);

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isFalse();
    }

    private static void fails(FakeDataPlane plane, Condition condition, Duration after) {
        plane.script().failsWith(condition, "Broken", "it broke").after(after);
    }
}
