package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.BackupBuilder;
import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.DeletionReport;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationEvent;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.LeftBehind;
import io.brfed.api.OperationKind;
import io.brfed.api.SupersededException;
import io.brfed.plane.Cluster;
import io.brfed.testkit.kubernetes.BackupStage;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole backups over HTTP while API servers, roles and people misbehave. Each waits for limits in real time and has servers
 * of its own, so that several run at the same time.
 */
@Execution(ExecutionMode.CONCURRENT)
class TroubledClustersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final OperatorFederation federation = new OperatorFederation();

    @AfterEach
    void close() {
        federation.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Condition.class,
            names = {"INITIALIZED", "SNAPSHOTS_CREATED", "PAUSE_ENDED", "VOLUMES_COMPLETE"})
    void aServerThatStopsAnsweringForEverEndsTheBackupInBoundedTime_A9(Condition reached) {
        slowly(Duration.ofMillis(100));
        CountDownLatch frozen = new CountDownLatch(1);
        Operation<BackupReport> operation = backup(federation.process())
                .deadlines(OperatorFederation.shortDeadlines(OperationKind.BACKUP)
                        .withUnreachable(Duration.ofMillis(700))
                        .withUnreachableInPause(Duration.ofMillis(700))
                        .withSettle(Duration.ofMillis(400)))
                .pacing(OperatorFederation.quick().withCalls(Duration.ofMillis(300), Duration.ofMillis(250)))
                .listener(event -> {
                    if (event instanceof FederationEvent.ConditionReached seen
                            && seen.reached().condition() == reached
                            && frozen.getCount() > 0) {
                        federation.server("k8s-c").faults().freeze();
                        frozen.countDown();
                    }
                })
                .start();

        BackupReport report = operation.await();

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.UNREACHABLE);
        assertThat(report.cause().orElseThrow().member()).contains(new ClusterName("k8s-c"));
        assertThat(federation.pauses().held()).isFalse();
        assertThat(report.operation().leftBehind())
                .extracting(LeftBehind::member)
                .contains(Optional.of(new ClusterName("k8s-c")));
        assertThat(federation
                        .backup("k8s-b", "nightly")
                        .at("/spec/federalVolumeBackupPhase")
                        .asText())
                .isEqualTo("teardown");
    }

    @Test
    void aWatchThatSilentlyDeliversNothingIsMadeUpForByPolls() {
        federation.servers().forEach(server -> server.faults().silenceWatches());

        BackupReport report = backup(federation.process()).execute();

        assertThat(report.complete()).as(report.toString()).isTrue();
    }

    @Test
    void withoutTheRightToLeasesExclusionIsCheckedTwice() {
        federation.servers().forEach(server -> server.access().deny("*", "coordination.k8s.io", "leases", "tidb"));

        BackupReport report = backup(federation.process()).execute();

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(federation.server("k8s-c").requests().of(Verb.LIST, "restores").stream()
                        .filter(request -> request.query("labelSelector").isEmpty()))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aRoleThatMayNotCreateMembersIsNamedWithTheMember() {
        federation.server("k8s-a").access().deny("create", "pingcap.com", "backups", "tidb");

        BackupReport report = backup(federation.process()).execute();

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.MEMBER_REFUSED);
        assertThat(report.cause().orElseThrow().message()).contains("403");
        assertThat(report.pause()).isEmpty();
    }

    @Test
    void theAnswersOfAllWritesMayBeLostOnce() {
        federation.servers().forEach(server -> {
            server.faults().on(Verb.CREATE, "backups").times(1).loseAnswer();
            server.faults()
                    .on(Verb.PATCH, "backups")
                    .when(request -> request.body().contains("federalVolumeBackupPhase")
                            || request.body().contains("resumeGcSchedule"))
                    .times(2)
                    .loseAnswer();
        });

        BackupReport report = backup(federation.process()).execute();

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(federation.pauses().snapshots()).hasSize(3);
        assertThat(federation.pauses().snapshotsOutsidePause()).isEmpty();
    }

    @Test
    void theInitJobsDeadlineFailsTheBackupAndIsToldAsTheCause_B4() {
        try (OperatorFederation hasty = new OperatorFederation(Duration.ofMillis(2))) {
            hasty.operator("k8s-b").script().backup("fed-nightly").stuckAt(BackupStage.SNAPSHOTS_TAKEN);

            BackupReport report = backup(hasty.process()).execute();

            assertThat(report.complete()).isFalse();
            assertThat(report.cause().orElseThrow().kind()).isEqualTo(FailureCause.Kind.PAUSE_LOST);
            assertThat(hasty.pauses().held()).isFalse();
        }
    }

    @Test
    void anInvalidInitializerDoesNotKeepThePause_B17() {
        federation.operator("k8s-a").script().backup("fed-nightly").invalid("spec.br is wrong");

        BackupReport report = backup(federation.process()).execute();

        assertThat(report.cause().orElseThrow().message()).contains("spec.br is wrong");
        assertThat(federation.pauses().held()).isFalse();
        assertThat(federation.server("k8s-b").requests().of(Verb.CREATE, "backups"))
                .isEmpty();
    }

    @Test
    void anInitJobThatComplainsWhenItIsEndedDoesNotFailAGoodBackup_B19() {
        federation.operator("k8s-a").script().backup("fed-nightly").complainsWhenEnded();

        BackupReport report = backup(federation.process()).execute();

        assertThat(report.complete()).as(report.toString()).isTrue();
    }

    @Test
    void ofTwoDriversTheOlderStops() throws InterruptedException {
        slowly(Duration.ofMillis(300));
        CountDownLatch executing = new CountDownLatch(1);
        Operation<BackupReport> older = backup(federation.process())
                .listener(event -> {
                    if (event instanceof FederationEvent.ConditionReached) {
                        executing.countDown();
                    }
                })
                .start();
        assertThat(executing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        BackupReport report = backup(federation.process()).execute();

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThatThrownBy(older::await).isInstanceOf(SupersededException.class);
        assertThat(federation.pauses().snapshots()).hasSize(3);
    }

    @Test
    void aCancelledBackupGivesThePauseBackAndTearsDown() throws InterruptedException {
        federation.operators().forEach(operator -> operator.script().backups().stuckAt(BackupStage.SNAPSHOTS_TAKEN));
        CountDownLatch executing = new CountDownLatch(1);
        Operation<BackupReport> operation = backup(federation.process())
                .listener(event -> {
                    if (event instanceof FederationEvent.ConditionReached) {
                        executing.countDown();
                    }
                })
                .start();
        assertThat(executing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        operation.cancel();
        BackupReport report = operation.await();

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.CANCELLED);
        assertThat(federation.pauses().held()).isFalse();
    }

    @Test
    void aRunningBackupIsResumedBeforeItIsDeleted_D5() throws InterruptedException {
        federation.operators().forEach(operator -> operator.script().backups().stuckAt(BackupStage.VOLUME_COMPLETE));
        OperatorFederation.ControlPlane process = federation.process();
        CountDownLatch executing = new CountDownLatch(1);
        Operation<BackupReport> operation = backup(process)
                .listener(event -> {
                    if (event instanceof FederationEvent.ConditionReached) {
                        executing.countDown();
                    }
                })
                .start();
        assertThat(executing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        DeletionReport report = Federation.delete(federation.process().clusters())
                .backup("nightly")
                .withSnapshots()
                .pacing(OperatorFederation.quick())
                .limit(PATIENCE)
                .execute();

        assertThat(report.complete()).as(report.toString()).isEqualTo(DeletionReport.Completeness.COMPLETE);
        assertThat(federation.pauses().held()).isFalse();
        federation
                .servers()
                .forEach(server ->
                        assertThat(server.objects().list("backups", "tidb")).isEmpty());
        assertThatThrownBy(() -> {
                    BackupReport interrupted = operation.await();
                    interrupted.orThrow();
                })
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void deletingAFailedBackupRemovesTheSnapshotsOfItsHealthyMembersToo_B9() {
        federation.operator("k8s-c").script().backup("fed-nightly").failsAt(BackupStage.VOLUME_COMPLETE);
        OperatorFederation.ControlPlane process = federation.process();
        OperatorTemplate onFailure =
                OperatorTemplate.builder().cleanPolicy("OnFailure").build();
        backup(process.clusters(onFailure)).execute();

        Federation.delete(process.clusters(onFailure))
                .backup("nightly")
                .pacing(OperatorFederation.quick())
                .limit(PATIENCE)
                .execute();

        assertThat(federation.bucketLocations()).isEmpty();
    }

    @Test
    void whatStaysInStorageByTheRecordedPolicyIsListed() {
        backup(federation.process()).execute();

        DeletionReport report = Federation.delete(federation.process().clusters())
                .backup("nightly")
                .pacing(OperatorFederation.quick())
                .limit(PATIENCE)
                .execute();

        assertThat(report.complete()).isEqualTo(DeletionReport.Completeness.COMPLETE);
        assertThat(report.leftBehind()).extracting(LeftBehind::what).anyMatch(what -> what.contains("s3://bucket/"));
    }

    @Test
    void aClusterThatIsGoneForGoodDoesNotKeepTheOthersFromBeingDeleted_D2() {
        backup(federation.process()).execute();
        federation.server("k8s-b").faults().outage();

        DeletionReport report = Federation.delete(federation.process().clusters())
                .backup("nightly")
                .pacing(OperatorFederation.quick())
                .limit(Duration.ofMillis(500))
                .execute();

        assertThat(report.gone()).containsExactly(new ClusterName("k8s-a"), new ClusterName("k8s-c"));
        assertThat(report.complete()).isEqualTo(DeletionReport.Completeness.PARTIAL);
        assertThat(report.leftBehind()).anyMatch(left -> left.member().equals(Optional.of(new ClusterName("k8s-b"))));
    }

    @Test
    void aNotFoundThatIsNotAboutTheMemberDoesNotCountAsGone_D1() {
        backup(federation.process()).execute();
        federation.server("k8s-b").access().deny("*", "pingcap.com", "backups", "tidb");

        DeletionReport report = Federation.delete(federation.process().clusters())
                .backup("nightly")
                .pacing(OperatorFederation.quick())
                .limit(Duration.ofMillis(500))
                .execute();

        assertThat(report.gone()).doesNotContain(new ClusterName("k8s-b"));
    }

    @Test
    void aCleanJobThatFailedAndTriesAgainIsWaitedFor_D7() {
        federation
                .operator("k8s-b")
                .script()
                .backup("fed-nightly")
                .cleanedAfterFailures(1)
                .after(BackupStage.CLEANED, Duration.ofMillis(300));
        backup(federation.process()).execute();

        DeletionReport report = deleteWithSnapshots();

        assertThat(report.complete()).as(report.toString()).isEqualTo(DeletionReport.Completeness.COMPLETE);
        assertThat(federation.bucketLocations()).isEmpty();
    }

    @Test
    void aCleanJobThatHasGivenUpEndsTheWaitAndIsNamed_D3_D7() {
        federation.operator("k8s-b").script().backup("fed-nightly").failsAt(BackupStage.CLEANED);
        backup(federation.process()).execute();

        DeletionReport report = deleteWithSnapshots();

        assertThat(report.gone()).containsExactly(new ClusterName("k8s-a"), new ClusterName("k8s-c"));
        assertThat(report.leftBehind()).extracting(LeftBehind::advice).anyMatch(advice -> advice.contains("clean job"));
    }

    @Test
    void snapshotsThatACleanJobMayNotFindAreNamed_D4() {
        federation.operator("k8s-c").script().backup("fed-nightly").podKilledAt(BackupStage.VOLUME_COMPLETE);
        backup(federation.process()).execute();

        DeletionReport report = deleteWithSnapshots();

        assertThat(report.leftBehind())
                .filteredOn(left -> left.what().contains("neither size nor commitTs"))
                .extracting(LeftBehind::member)
                .containsExactly(Optional.of(new ClusterName("k8s-c")));
    }

    private DeletionReport deleteWithSnapshots() {
        return Federation.delete(federation.process().clusters())
                .backup("nightly")
                .withSnapshots()
                .pacing(OperatorFederation.quick())
                .limit(PATIENCE)
                .execute();
    }

    @Test
    void namesThatAreTooLongForTheJobsTheyLeadToAreRefused() {
        String name = "n".repeat(48);

        assertThatThrownBy(() -> Federation.backup(federation.process().clusters())
                        .named(name)
                        .execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("47");
    }

    private void slowly(Duration step) {
        federation
                .operators()
                .forEach(operator -> operator.script()
                        .backups()
                        .initializedAfter(step)
                        .snapshotsAfter(step)
                        .after(BackupStage.INITIALIZE_COMPLETE, step)
                        .completeAfter(step.multipliedBy(2)));
    }

    private static BackupBuilder backup(OperatorFederation.ControlPlane process) {
        return backup(process.clusters());
    }

    private static BackupBuilder backup(List<Cluster> clusters) {
        return Federation.backup(clusters)
                .named("nightly")
                .deadlines(OperatorFederation.shortDeadlines(OperationKind.BACKUP))
                .pacing(OperatorFederation.quick());
    }
}
