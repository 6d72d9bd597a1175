package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FaultPlan;
import io.brfed.testkit.PlaneCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An API server stops answering, in each phase and for each member. */
class UnreachableTest {
    /** Longer than any limit that counts after a member fell silent, with the calls that are under way. */
    private static final Duration BOUND = Duration.ofMinutes(13);

    private static final Duration RESTORE_BOUND = Duration.ofMinutes(16);

    private enum Silence {
        TIMES_OUT,
        REFUSES_CONNECTIONS,
        HANGS;

        FaultPlan begin(FaultPlan faults) {
            return switch (this) {
                case TIMES_OUT -> faults.becomesUnreachable();
                case REFUSES_CONNECTIONS -> faults.refusesConnections();
                case HANGS -> faults.hangs();
            };
        }
    }

    private enum BackupPhase {
        INITIALIZING(Duration.ofSeconds(5)),
        EXECUTING(Duration.ofSeconds(25)),
        RESUMING(Duration.ofMillis(40_062)),
        SNAPSHOTTING(Duration.ofSeconds(100)),
        FINISHING(Duration.ofMillis(640_500));

        private final Duration at;

        BackupPhase(Duration at) {
            this.at = at;
        }
    }

    private enum RestorePhase {
        VOLUMES(Duration.ofSeconds(20)),
        TIKV(Duration.ofSeconds(330)),
        DATA(Duration.ofSeconds(500)),
        FINISHING(Duration.ofMillis(660_500));

        private final Duration at;

        RestorePhase(Duration at) {
            this.at = at;
        }
    }

    static Stream<Arguments> backups() {
        return Arrays.stream(BackupPhase.values())
                .flatMap(phase -> Stream.of("k8s-a", "k8s-b", "k8s-c")
                        .flatMap(member ->
                                Arrays.stream(Silence.values()).map(silence -> Arguments.of(phase, member, silence))));
    }

    static Stream<Arguments> restores() {
        return Arrays.stream(RestorePhase.values())
                .flatMap(phase -> Stream.of("k8s-a", "k8s-b", "k8s-c")
                        .flatMap(member ->
                                Arrays.stream(Silence.values()).map(silence -> Arguments.of(phase, member, silence))));
    }

    @ParameterizedTest(name = "{0}, {1} {2}")
    @MethodSource("backups")
    void aMemberThatNeverAnswersAgainFailsTheBackupInTime_A9_B1_B2(BackupPhase phase, String silent, Silence silence) {
        FakeFederation federation = FakeFederation.of(3);
        Instant began = federation.time().now();
        Runs.at(
                federation,
                phase.at,
                () -> silence.begin(federation.plane(silent).faults()));

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.UNREACHABLE);
            assertThat(cause.member()).contains(new ClusterName(silent));
        });
        assertThat(report.operation().endedAt()).isBefore(began.plus(phase.at).plus(BOUND));
        reachableMembersAreTornDown(federation, silent);
        thePauseEndsByTheTimeReported(federation, report);
        assertThat(report.operation().leftBehind().stream()
                        .map(LeftBehind::member)
                        .flatMap(Optional::stream))
                .contains(new ClusterName(silent));
    }

    @ParameterizedTest(name = "{0}, {1} {2}")
    @MethodSource("restores")
    void aMemberThatNeverAnswersAgainFailsTheRestoreInTime_A9(RestorePhase phase, String silent, Silence silence) {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(
                federation,
                phase.at,
                () -> silence.begin(federation.plane(silent).faults()));

        RestoreReport report = Scenario.restore(federation, federation.newProcess());

        assertThat(report.operation().cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.UNREACHABLE);
            assertThat(cause.member()).contains(new ClusterName(silent));
        });
        assertThat(federation.time().elapsed()).isLessThan(phase.at.plus(RESTORE_BOUND));
    }

    @Test
    void inThePauseThirtySecondsOfSilenceAreTooLong() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);
        Runs.at(
                federation,
                Duration.ofSeconds(25),
                () -> federation.plane("k8s-c").faults().refusesConnections());

        BackupReport report = Runs.backup(federation);

        Duration resumed = Runs.times(federation, "k8s-a", "pause ended").get(0);
        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.UNREACHABLE);
        assertThat(resumed).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(72));
    }

    @Test
    void aMemberThatComesBackInTimeFailsNothing() {
        FakeFederation federation = FakeFederation.of(3);
        FakeDataPlane plane = federation.plane("k8s-c");
        Runs.at(federation, Duration.ofSeconds(12), () -> plane.faults().hangs());
        Runs.at(federation, Duration.ofSeconds(35), () -> plane.faults().comesBack());

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isTrue();
        assertThat(federation.snapshotsOutsidePause()).isEmpty();
    }

    @Test
    void aMemberThatComesBackOutsideThePauseIsReadAgainWithinSeconds() {
        FakeFederation federation = FakeFederation.of(3);
        FakeDataPlane plane = federation.plane("k8s-c");
        Runs.at(federation, Duration.ofSeconds(100), () -> plane.faults().refusesConnections());
        Runs.at(federation, Duration.ofSeconds(340), () -> plane.faults().comesBack());

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isTrue();
        assertThat(after(federation, "OBSERVE", Duration.ofSeconds(340))).isPositive();
        assertThat(Runs.times(federation, "k8s-c", "OBSERVE"))
                .anyMatch(at -> at.compareTo(Duration.ofSeconds(340)) > 0 && at.compareTo(Duration.ofSeconds(346)) < 0);
    }

    @Test
    void aMemberThatComesBackAfterItsLimitDoesNotTurnAFailedBackupIntoACompleteOne() {
        FakeFederation federation = FakeFederation.of(3);
        FakeDataPlane plane = federation.plane("k8s-c");
        Runs.at(federation, Duration.ofSeconds(25), () -> plane.faults().becomesUnreachable());
        Runs.at(federation, Duration.ofSeconds(90), () -> plane.faults().comesBack());

        BackupReport first = Runs.backup(federation);
        BackupReport again = Runs.backup(federation);

        assertThat(List.of(first, again)).noneMatch(BackupReport::complete);
        assertThat(again.cause()).isEqualTo(first.cause());
        Aftermath.of(federation).mustBeClean(again);
    }

    @Test
    void aHangingMemberDelaysNobodyElse_A9() {
        FakeFederation federation = FakeFederation.of(3);
        federation
                .plane("k8s-b")
                .script()
                .failsWith(Condition.VOLUMES_FAILED, "QuotaExceeded", "too many snapshots")
                .after(Duration.ofSeconds(10));
        Runs.at(
                federation,
                Duration.ofSeconds(12),
                () -> federation.plane("k8s-c").faults().hangs());

        Runs.backup(federation);

        assertThat(teardown(federation, "k8s-b")).isLessThan(Duration.ofMillis(20_100));
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(Duration.ofMillis(21_100));
    }

    @Test
    void aBrokenCircuitStopsReadsAndNeverWrites() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(
                federation,
                Duration.ofSeconds(100),
                () -> federation.plane("k8s-c").faults().refusesConnections());

        Runs.backup(federation);

        long reads = after(federation, "OBSERVE", Duration.ofSeconds(150));
        assertThat(reads).isLessThan(150);
        assertThat(after(federation, "DECLARE", Duration.ofSeconds(395))).isPositive();
    }

    @Test
    void aMemberThatAnswersReadsAndTakesNoWritesIsUnreachable() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-c").faults().failNext(PlaneCall.DECLARE, Fault.RETRY, Integer.MAX_VALUE);

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.UNREACHABLE);
            assertThat(cause.member()).contains(new ClusterName("k8s-c"));
        });
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(Duration.ofSeconds(60));
    }

    private static long after(FakeFederation federation, String what, Duration time) {
        return Runs.times(federation, "k8s-c", what).stream()
                .filter(at -> at.compareTo(time) > 0)
                .count();
    }

    private static Duration teardown(FakeFederation federation, String cluster) {
        return federation.journal().of(cluster).stream()
                .filter(entry -> entry.what().equals("DECLARE"))
                .filter(entry -> entry.detail().toString().equals("TEARDOWN"))
                .findFirst()
                .orElseThrow()
                .at();
    }

    private static void reachableMembersAreTornDown(FakeFederation federation, String silent) {
        assertThat(federation.planes())
                .filteredOn(plane -> !plane.name().value().equals(silent))
                .allSatisfy(plane -> assertThat(plane.members())
                        .allMatch(member -> member.has(Condition.COMPLETE) || member.has(Condition.FAILED)));
    }

    private static void thePauseEndsByTheTimeReported(FakeFederation federation, BackupReport report) {
        federation.time().advance(Duration.ofMinutes(30));
        assertThat(federation.pauseHeldAnywhere()).isFalse();
        Duration ended = Runs.times(federation, "k8s-a", "pause ended").stream()
                .reduce((one, other) -> other)
                .orElse(Duration.ZERO);
        assertThat(Runs.instant(federation, ended))
                .isBeforeOrEqualTo(report.pause().orElseThrow().latestEnd());
    }
}
