package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationEvent;
import io.brfed.api.MemberOutcome;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.Phase;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.plane.MemberState;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.WarmUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Restores: volumes in all, data in one, service in all. */
class RestoreTest {
    private static final Tso EARLY = Tso.at(Instant.parse("2025-12-31T00:00:00Z"));
    private static final Tso LATE = Tso.at(Instant.parse("2025-12-31T00:00:07Z"));

    @Test
    void theDataPhaseRunsOnTheMemberWithTheSmallestTimestampOnly() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().commitTs(LATE));
        federation.plane("k8s-b").script().commitTs(EARLY);

        RestoreReport report = restore(federation);

        assertThat(report.complete()).isTrue();
        assertThat(report.commitTs()).contains(EARLY);
        assertThat(declared(federation, "k8s-b")).contains("RESTORE_DATA");
        assertThat(declared(federation, "k8s-a")).doesNotContain("RESTORE_DATA");
        assertThat(declared(federation, "k8s-c")).doesNotContain("RESTORE_DATA");
    }

    @Test
    void theDataPhaseBeginsOnlyWhenTiKvIsReadyEverywhere() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();
        federation.plane("k8s-c").script().takes(Condition.TIKV_READY, Duration.ofMinutes(20));

        Scenario.restoring(federation, federation.newProcess())
                .listener(events::add)
                .execute();

        Instant lastReady = events.stream()
                .filter(event -> event instanceof FederationEvent.ConditionReached reached
                        && reached.reached().condition() == Condition.TIKV_READY)
                .map(FederationEvent::at)
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(Runs.of(FederationEvent.PhaseDeclared.class, events))
                .filteredOn(event -> event.phase() == Phase.RESTORE_DATA)
                .singleElement()
                .satisfies(event -> assertThat(event.at()).isAfterOrEqualTo(lastReady));
    }

    @Test
    void membersOfDifferentBackupsAreRefusedBeforeTheDataPhase() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().commitTs(LATE));
        federation.plane("k8s-b").script().commitTs(Tso.at(Instant.parse("2025-12-30T00:00:00Z")));

        RestoreReport report = restore(federation);

        assertThat(report.operation().cause()).map(FailureCause::reason).contains("DifferentBackups");
        assertThat(federation.planes())
                .flatExtracting(FakeDataPlane::members)
                .noneMatch(member -> member.desired().equals(Optional.of(Phase.RESTORE_DATA)));
    }

    static Stream<Arguments> failures() {
        return Stream.of(Condition.FAILED, Condition.INVALID)
                .flatMap(condition -> Stream.of("k8s-a", "k8s-b", "k8s-c")
                        .flatMap(member -> Stream.of(20, 330, 400, 661)
                                .map(seconds -> Arguments.of(condition, member, Duration.ofSeconds(seconds)))));
    }

    @ParameterizedTest(name = "{0} on {1} after {2}")
    @MethodSource("failures")
    void aFailingMemberFailsTheRestoreAndEveryMembersStateIsReported_C1_C8(
            Condition condition, String member, Duration after) {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(federation, after, () -> federation.plane(member).report(condition, "Broken", "it broke"));

        RestoreReport report = restore(federation);

        assertThat(report.operation().cause()).hasValueSatisfying(cause -> {
            assertThat(cause.member()).contains(new ClusterName(member));
            assertThat(cause.message()).isEqualTo("it broke");
        });
        assertThat(report.operation().members())
                .filteredOn(part -> part.cluster().value().equals(member))
                .singleElement()
                .satisfies(part -> assertThat(part.outcome()).isInstanceOf(MemberOutcome.Failed.class));
        assertThat(report.operation().leftBehind()).hasSize(3);
        assertThat(Runs.count(federation, "DELETE")).isZero();
    }

    @Test
    void aMemberThatWasDeletedByHandIsNotCreatedAgain_C6() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(
                federation,
                Duration.ofSeconds(330),
                () -> federation.plane("k8s-b").deleteByHand());

        RestoreReport report = restore(federation);

        assertThat(report.operation().cause()).map(FailureCause::kind).contains(FailureCause.Kind.MEMBER_LOST);
        assertThat(Runs.times(federation, "k8s-b", "created")).hasSize(1);
    }

    @Test
    void aMemberLostWhileNobodyDrivesIsNotCreatedAgain_C6() {
        FakeFederation federation = FakeFederation.of(3);
        DriverProcess process = federation.newProcess();
        Scenario.restoring(federation, process).start();
        federation.time().advance(Duration.ofSeconds(330));
        process.kill();
        federation.plane("k8s-b").deleteByHand();

        RestoreReport report = restore(federation);

        assertThat(report.operation().cause()).map(FailureCause::kind).contains(FailureCause.Kind.MEMBER_LOST);
        assertThat(Runs.times(federation, "k8s-b", "created")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Condition.class,
            names = {"VOLUMES_RESTORED", "TIKV_READY", "DATA_RESTORED", "COMPLETE"})
    void aMemberThatNeverGetsThereIsNamedWhenThePhaseIsOutOfTime_C3_C7(Condition missed) {
        FakeFederation federation = FakeFederation.of(3);
        String stuck = missed == Condition.DATA_RESTORED ? "k8s-a" : "k8s-b";
        federation.plane(stuck).script().never(missed);
        Deadlines deadlines = Deadlines.defaults(OperationKind.RESTORE)
                .withRestoreVolumes(Duration.ofMinutes(20))
                .withRestoreData(Duration.ofMinutes(20))
                .withRestoreFinish(Duration.ofMinutes(20));

        RestoreReport report = Scenario.restoring(federation, federation.newProcess())
                .deadlines(deadlines)
                .execute();

        assertThat(report.operation().cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.TIMED_OUT);
            assertThat(cause.message()).contains(stuck).doesNotContain("k8s-c");
        });
        assertThat(federation.time().elapsed()).isLessThan(Duration.ofMinutes(70));
    }

    @Test
    void aCheckOfTheLogsAloneEndsWithoutAnOpenPhase_C5() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().warmUp(WarmUp.CHECK_WAL_ONLY));

        RestoreReport report = restore(federation);

        assertThat(report.complete()).isTrue();
        assertThat(declared(federation, "k8s-a")).containsOnly("RESTORE_VOLUME");
    }

    @ParameterizedTest
    @EnumSource(WarmUp.class)
    void everyWayOfWarmingUpEnds(WarmUp warmUp) {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().warmUp(warmUp));

        assertThat(restore(federation).complete()).isTrue();
    }

    @Test
    void aBackupIsRestoredIntoClustersOfTheSameNames() {
        FakeFederation federation = FakeFederation.of(3);
        BackupReport backup = Runs.backup(federation);
        FakeFederation target = FakeFederation.of(3, federation.time());
        target.planes().forEach(plane -> plane.script().commitTs(EARLY));

        RestoreReport report = Federation.restore(backup)
                .into(target.clusters())
                .scheduler(federation.time())
                .execute();

        assertThat(report.complete()).isTrue();
        assertThat(target.plane("k8s-b").members())
                .singleElement()
                .extracting(MemberState::member)
                .satisfies(member -> assertThat(member.cluster().value()).isEqualTo("k8s-b"));
    }

    @Test
    void twoRestoresOnOneTidbClusterAreRefused_C9() {
        FakeFederation federation = FakeFederation.of(3);
        Scenario.restoring(federation, federation.newProcess()).start();
        federation.time().advance(Duration.ofSeconds(20));

        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> Scenario.restoring(federation, federation.newProcess())
                        .named("other")
                        .execute())
                .withMessageContaining("nightly");
    }

    private static RestoreReport restore(FakeFederation federation) {
        return Scenario.restore(federation, federation.newProcess());
    }

    private static List<String> declared(FakeFederation federation, String cluster) {
        return federation.journal().of(cluster).stream()
                .filter(entry -> entry.what().equals("DECLARE"))
                .map(entry -> entry.detail().toString())
                .toList();
    }
}
