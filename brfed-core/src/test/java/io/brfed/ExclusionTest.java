package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationEvent;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.Cluster;
import io.brfed.plane.Exclusion;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two operations on one TiDB cluster are refused, and what is not ours is left alone. */
class ExclusionTest {
    private static final OperationId SMALLEST = new OperationId("0");
    private static final OperationId LARGEST = new OperationId("zzzzzzzzz");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSecondOperationIsRefusedWithTheNameOfTheFirst_B18(boolean locks) {
        FakeFederation federation = FakeFederation.of(3);
        if (!locks) {
            federation.planes().forEach(plane -> plane.script().withoutLocks());
        }
        Operation<BackupReport> first = Runs.nightly(federation).start();
        federation.time().advance(Duration.ofSeconds(20));

        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> named(federation, "weekly").execute())
                .withMessageContaining("nightly")
                .withMessageContaining("k8s-a");

        assertThat(first.await().complete()).isTrue();
        assertThat(federation.leftovers()).isEmpty();
    }

    @Test
    void afterTheFirstHasEndedASecondIsLetIn_B18() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);

        assertThat(named(federation, "weekly").execute().complete()).isTrue();
    }

    @Test
    void anOperationOfTheOriginalControlPlaneStandsInTheWay_B18() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-c").script().takenByForeign("fed-legacy in tidb");

        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> Runs.backup(federation))
                .withMessageContaining("fed-legacy");

        assertThat(Runs.count(federation, "created")).isZero();
        assertThat(federation.leftovers()).isEmpty();
    }

    @Test
    void whereNoLockCanBeTakenEverybodyIsAskedAgainAfterTheFirstWrite_B18() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().withoutLocks());

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isTrue();
        assertThat(Runs.times(federation, "k8s-b", "CLAIM")).hasSize(2);
        assertThat(Runs.times(federation, "k8s-b", "CLAIM").get(1))
                .isGreaterThan(Runs.times(federation, "k8s-a", "created").get(0));
    }

    @Test
    void aLockThatMayHaveRunOutBeforeTheFirstWriteIsNotTrusted_B18() {
        FakeFederation federation = FakeFederation.of(3);
        DriverProcess process = federation.newProcess();
        freezes(federation, process, Exclusion.Locked.AT_LEAST);

        BackupReport report = Scenario.backup(federation, process);

        assertThat(report.complete()).isTrue();
        assertThat(Runs.times(federation, "k8s-b", "CLAIM")).hasSize(2);
    }

    @Test
    void aLockThatStillHoldsAtTheFirstWriteIsTrusted_B18() {
        FakeFederation federation = FakeFederation.of(3);
        DriverProcess process = federation.newProcess();
        freezes(federation, process, Exclusion.Locked.AT_LEAST.minusSeconds(5));

        BackupReport report = Scenario.backup(federation, process);

        assertThat(report.complete()).isTrue();
        assertThat(Runs.times(federation, "k8s-b", "CLAIM")).hasSize(1);
    }

    @Test
    void howLongTheSmallerWaitsUntilItIsAloneCanBeSet_B18() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().withoutLocks());
        Runs.at(
                federation,
                Duration.ofMillis(28),
                () -> federation.plane("k8s-b").script().takenBy("weekly", LARGEST));

        BackupReport report = Runs.nightly(federation)
                .pacing(Pacing.defaults().withAlone(Duration.ofSeconds(5)))
                .execute();

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.NOT_EXCLUSIVE);
        assertThat(federation.time().elapsed()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void ofTwoThatBeganAtTheSameTimeTheLargerYieldsAndLeavesNothing_B18() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().withoutLocks());
        Runs.at(
                federation,
                Duration.ofMillis(28),
                () -> federation.plane("k8s-b").script().takenBy("weekly", SMALLEST));

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.NOT_EXCLUSIVE);
            assertThat(cause.message()).contains("weekly");
        });
        assertThat(federation.planes()).allMatch(plane -> plane.members().isEmpty());
        assertThat(federation.snapshots()).isEmpty();
        assertThat(federation.pauseHeldAnywhere()).isFalse();
    }

    @Test
    void ofTwoThatBeganAtTheSameTimeTheSmallerGoesOn_B18() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().withoutLocks());
        Runs.at(
                federation,
                Duration.ofMillis(28),
                () -> federation.plane("k8s-b").script().takenBy("weekly", LARGEST));
        Runs.at(
                federation,
                Duration.ofSeconds(9),
                () -> federation.plane("k8s-b").script().claimsAsFound().withoutLocks());

        assertThat(Runs.backup(federation).complete()).isTrue();
        assertThat(Runs.times(federation, "k8s-c", "DECLARE").get(0)).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void theSmallerYieldsToALargerThatBeganWithoutFindingItAndGoesOn_B18() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().withoutLocks());
        Runs.at(
                federation,
                Duration.ofMillis(28),
                () -> federation.plane("k8s-b").script().takenBy("weekly", LARGEST));

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.NOT_EXCLUSIVE);
        assertThat(Runs.count(federation, "DECLARE EXECUTE")).isZero();
        assertThat(federation.planes()).allMatch(plane -> plane.members().isEmpty());
    }

    @Test
    void whoMeetsALargerAndASmallerOneYields_B18() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().withoutLocks());
        Runs.at(federation, Duration.ofMillis(28), () -> {
            federation.plane("k8s-a").script().takenBy("weekly", LARGEST);
            federation.plane("k8s-c").script().takenBy("monthly", SMALLEST);
        });

        assertThat(Runs.backup(federation).cause()).map(FailureCause::kind).contains(FailureCause.Kind.NOT_EXCLUSIVE);
    }

    @Test
    void twoRealOperationsWithoutLocksNeverBothFail_B18() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().withoutLocks());
        Operation<BackupReport> one = Runs.nightly(federation).start();
        Operation<BackupReport> other = named(federation, "weekly").start();

        List<BackupReport> reports = List.of(one.await(), other.await());

        assertThat(reports.stream().filter(BackupReport::complete)).hasSize(1);
        assertThat(federation.snapshotsOutsidePause()).isEmpty();
        assertThat(federation.leftovers()).isEmpty();
    }

    @Test
    void whereItCannotBeCheckedTheReportAndAnEventSaySo_B18() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();
        federation.plane("k8s-b").script().cannotCheckExclusion();

        BackupReport report = Runs.nightly(federation).listener(events::add).execute();

        assertThat(report.complete()).isTrue();
        assertThat(Runs.of(FederationEvent.Notice.class, events))
                .extracting(FederationEvent.Notice::text)
                .anyMatch(text -> text.contains("k8s-b") && text.contains("not allowed to list"));
        assertThat(report.operation().notices()).anyMatch(text -> text.contains("k8s-b"));
    }

    @Test
    void whoRequiresExclusivenessIsRefusedWhereItCannotBeChecked_B18() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().cannotCheckExclusion();

        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> Runs.nightly(federation).requireExclusive().execute())
                .withMessageContaining("k8s-b");

        assertThat(Runs.count(federation, "created")).isZero();
        assertThat(federation.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RETRY", "UNREACHABLE", "OUTCOME_UNKNOWN", "BUSY_UNTIL"})
    void anErrorDoesNotSayThatNobodyIsAtWork_B18(Fault fault) {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").faults().failNext(PlaneCall.CLAIM, fault, 3);

        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> Runs.backup(federation))
                .withMessageContaining("k8s-b");

        assertThat(Runs.count(federation, "created")).isZero();
        assertThat(federation.leftovers()).isEmpty();
    }

    @Test
    void aForeignObjectInAMembersPlaceIsRefusedAndLeftAlone_B13() {
        FakeFederation federation = FakeFederation.of(3);
        Operation<BackupReport> probe = Runs.nightly(federation).start();
        federation.time().advance(Duration.ofSeconds(20));
        var member = federation.plane("k8s-b").members().get(0).member();
        probe.cancel();
        probe.await();
        FakeFederation fresh = FakeFederation.of(3);
        fresh.plane("k8s-b").putForeign(member);

        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> Runs.backup(fresh))
                .withMessageContaining("k8s-b")
                .withMessageContaining("object made by hand");

        assertThat(Runs.count(fresh, "created")).isZero();
        assertThat(Runs.count(fresh, "CLAIM")).isZero();
    }

    @Test
    void aSecondProcessOfTheSameNameIsNoSecondOperation_B18() {
        FakeFederation federation = FakeFederation.of(3);
        DriverProcess first = federation.newProcess();
        Operation<BackupReport> running = Federation.backup(federation.clustersSeenBy(first))
                .named(Scenario.NAME)
                .scheduler(first.scheduler())
                .start();
        federation.time().advance(Duration.ofSeconds(20));
        first.kill();

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isTrue();
        assertThat(running.report()).isEqualTo(Optional.empty());
        assertThat(running.name()).isEqualTo(new OperationName(Scenario.NAME));
    }

    /** Stops a process for a while when it has asked for all locks and has not written anything. */
    private static void freezes(FakeFederation federation, DriverProcess process, Duration lasting) {
        federation.onEffect(seen -> {
            boolean last =
                    seen.call() == PlaneCall.CLAIM && seen.cluster().value().equals("k8s-c");
            if (last
                    && seen.moment() == Effect.Moment.AFTER
                    && process.alive()
                    && federation.time().elapsed().compareTo(Duration.ofSeconds(1)) < 0) {
                process.freeze();
                federation.time().schedule(lasting, process::thaw);
            }
        });
    }

    private static BackupBuilder named(FakeFederation federation, String name) {
        List<Cluster> clusters = federation.clusters();
        return Federation.backup(clusters).named(name).scheduler(federation.time());
    }
}
