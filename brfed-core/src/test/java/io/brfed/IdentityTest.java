package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.FederationEvent;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.ProviderException;
import io.brfed.api.RestoreReport;
import io.brfed.plane.Cluster;
import io.brfed.plane.MemberState;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One name is one operation, whoever drives it and however often it is asked for. */
class IdentityTest {
    private static final int PAUSE_TAKEN = 4;

    @Test
    void anEndedBackupIsReportedAgainAndNothingIsWritten() {
        FakeFederation federation = FakeFederation.of(3);
        BackupReport first = Runs.backup(federation);
        long declared = Runs.count(federation, "DECLARE");

        BackupReport again = Runs.backup(federation);

        assertThat(again.complete()).isTrue();
        assertThat(again.operation().id()).isEqualTo(first.operation().id());
        assertThat(again.commitTs()).isEqualTo(first.commitTs());
        assertThat(again.operation().startedAt()).isEqualTo(first.operation().startedAt());
        assertThat(Runs.count(federation, "DECLARE")).isEqualTo(declared);
    }

    @Test
    void anEndedFailureIsReportedAgainWithItsFirstCauseAndNothingIsWritten() {
        FakeFederation federation = Scenario.FAILING_BACKUP.begin();
        BackupReport first = Runs.backup(federation);
        long declared = Runs.count(federation, "DECLARE");

        BackupReport again = Runs.backup(federation);

        assertThat(again.cause()).isEqualTo(first.cause());
        assertThat(again.complete()).isFalse();
        assertThat(Runs.count(federation, "DECLARE")).isEqualTo(declared);
    }

    @Test
    void anEndedRestoreIsReportedAgainAndNothingIsWritten() {
        FakeFederation federation = Scenario.RESTORE.begin();
        RestoreReport first = Scenario.restore(federation, federation.newProcess());
        long declared = Runs.count(federation, "DECLARE");

        RestoreReport again = Scenario.restore(federation, federation.newProcess());

        assertThat(again.complete()).isTrue();
        assertThat(again.operation().id()).isEqualTo(first.operation().id());
        assertThat(Runs.count(federation, "DECLARE")).isEqualTo(declared);
    }

    @Test
    void aCancelledBackupStaysCancelledInAnotherProcess() {
        FakeFederation federation = FakeFederation.of(3);
        Operation<BackupReport> operation = Runs.nightly(federation).start();
        federation.time().advance(Duration.ofSeconds(20));
        operation.cancel();
        BackupReport first = operation.await();

        BackupReport again = Runs.backup(federation);

        assertThat(again.operation().status()).isEqualTo(first.operation().status());
        assertThat(again.cause()).isEqualTo(first.cause());
    }

    @Test
    void aCompleteBackupOfWhichOneClusterIsGoneIsNotTurnedIntoAFailure() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-c").faults().becomesUnreachable();
        long declared = Runs.count(federation, "DECLARE");

        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> Runs.backup(federation))
                .withMessageContaining("k8s-c");

        federation.plane("k8s-c").faults().comesBack();
        assertThat(Runs.count(federation, "DECLARE")).isEqualTo(declared);
        assertThat(Runs.backup(federation).complete()).isTrue();
    }

    @Test
    void anotherRequestUnderTheSameNameIsRefusedAndBothAreShown() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-b").fingerprint("another bucket");

        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> Runs.backup(federation))
                .withMessageContaining("Recorded: BACKUP [k8s-a/tidb/prod, k8s-b/tidb/prod, k8s-c/tidb/prod]")
                .withMessageContaining("asked for: BACKUP [k8s-a/tidb/prod, k8s-b/tidb/prod, k8s-c/tidb/prod]")
                .withMessageMatching("(?s).*digest [0-9a-f]{32}.*digest [0-9a-f]{32}.*");
    }

    @Test
    void otherMembersUnderTheSameNameAreRefused_B14() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().cannotSeeTopology());
        Runs.backup(federation);

        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> Federation.backup(federation.clusters().subList(0, 2))
                        .named(Scenario.NAME)
                        .scheduler(federation.time())
                        .execute())
                .withMessageContaining("[k8s-a/tidb/prod, k8s-b/tidb/prod]");
    }

    @Test
    void theRecordedInitializerAndLimitsAreKept() {
        FakeFederation federation = FakeFederation.of(3);
        Scenario.COMPLETE_BACKUP.callAndKill(federation, PAUSE_TAKEN, Effect.Moment.AFTER);

        BackupReport report = Runs.nightly(federation)
                .initializer("k8s-c")
                .deadlines(Deadlines.defaults(OperationKind.BACKUP).withCompletion(Duration.ofSeconds(30)))
                .execute();

        assertThat(report.complete()).isTrue();
        assertThat(federation.plane("k8s-c").members().get(0).stamp()).hasValueSatisfying(stamp -> {
            assertThat(stamp.initializer()).isEqualTo(new ClusterName("k8s-a"));
            assertThat(stamp.deadlines()).isEqualTo(Deadlines.defaults(OperationKind.BACKUP));
        });
    }

    @Test
    void anotherOrderOfTheMembersIsTheSameRequest() {
        FakeFederation federation = FakeFederation.of(3);
        BackupReport first = Runs.backup(federation);
        List<Cluster> reversed = new ArrayList<>(federation.clusters());
        Collections.reverse(reversed);

        BackupReport again = Federation.backup(reversed)
                .named(Scenario.NAME)
                .scheduler(federation.time())
                .execute();

        assertThat(again.operation().id()).isEqualTo(first.operation().id());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void restartsDoNotExtendTheLimit(int restarts) {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().never(Condition.VOLUMES_COMPLETE);
        Deadlines twoHours = Deadlines.defaults(OperationKind.BACKUP).withCompletion(Duration.ofHours(2));
        for (int i = 0; i < restarts; i++) {
            DriverProcess process = federation.newProcess();
            Federation.backup(federation.clustersSeenBy(process))
                    .named(Scenario.NAME)
                    .deadlines(twoHours)
                    .scheduler(process.scheduler())
                    .start();
            federation.time().advance(Duration.ofMinutes(20));
            process.kill();
        }

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause())
                .hasValueSatisfying(cause -> assertThat(cause.reason()).isEqualTo("CompletionLimit"));
        assertThat(federation.time().elapsed()).isBetween(Duration.ofHours(2), Duration.ofMinutes(131));
    }

    @Test
    void aRestartInThePauseDoesNotExtendThePause() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);
        Scenario.COMPLETE_BACKUP.callAndKill(federation, 8, Effect.Moment.AFTER);
        federation.time().advance(Duration.ofSeconds(500));

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause())
                .hasValueSatisfying(cause -> assertThat(cause.reason()).isEqualTo("PauseLimit"));
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(Duration.ofSeconds(572));
    }

    @Test
    void aGeneratedNameIsKnownBeforeTheFirstEffect() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();
        List<Integer> before = new ArrayList<>();
        federation.onEffect(effect ->
                before.add(Runs.of(FederationEvent.Started.class, events).size()));

        Operation<BackupReport> operation = Federation.backup(federation.clusters())
                .listener(events::add)
                .scheduler(federation.time())
                .start();
        BackupReport report = operation.await();

        assertThat(before).isNotEmpty().allMatch(started -> started == 1);
        assertThat(Runs.of(FederationEvent.Started.class, events))
                .singleElement()
                .satisfies(started -> assertThat(started.name()).isEqualTo(operation.name()));
        assertThat(report.name()).isEqualTo(operation.name());
    }

    @Test
    void aGeneratedNameResumes() {
        FakeFederation federation = FakeFederation.of(3);
        DriverProcess process = federation.newProcess();
        OperationName name = Federation.backup(federation.clustersSeenBy(process))
                .scheduler(process.scheduler())
                .start()
                .name();
        federation.time().advance(Duration.ofSeconds(20));
        process.kill();

        BackupReport report = Federation.backup(federation.clusters())
                .named(name.value())
                .scheduler(federation.time())
                .execute();

        assertThat(report.complete()).isTrue();
        assertThat(federation.planes()).allMatch(plane -> plane.members().size() == 1);
    }

    @Test
    void generatedNamesDiffer() {
        FakeFederation federation = FakeFederation.of(1);

        OperationName one = Federation.backup(federation.clusters())
                .scheduler(federation.time())
                .start()
                .name();
        OperationName other = Federation.backup(federation.clusters())
                .scheduler(federation.time())
                .start()
                .name();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void aBackupAndARestoreOfOneNameDoNotMeet() {
        FakeFederation federation = FakeFederation.of(3);
        BackupReport backup = Runs.backup(federation);

        RestoreReport restore = Federation.restore(backup)
                .into(federation.clusters())
                .named(Scenario.NAME)
                .scheduler(federation.time())
                .execute();

        assertThat(restore.complete()).isTrue();
    }

    @Test
    void everyMemberCarriesTheStampOfTheWholeOperation() {
        FakeFederation federation = FakeFederation.of(3);

        BackupReport report = Runs.backup(federation);

        assertThat(federation.planes())
                .flatExtracting(FakeDataPlane::members)
                .extracting(MemberState::stamp)
                .allSatisfy(stamp -> {
                    assertThat(stamp.orElseThrow().id())
                            .isEqualTo(report.operation().id());
                    assertThat(stamp.orElseThrow().members()).hasSize(3);
                    assertThat(stamp.orElseThrow().startedAt())
                            .isEqualTo(report.operation().startedAt());
                });
    }
}
