package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.api.BackupReport;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.StoreId;
import io.brfed.plane.Cluster;
import io.brfed.spi.PdStore;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeStorage.Action;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backups by the direct plane that fail, and what is left of them: nothing. */
class DirectFailureTest {
    private final DirectWorld world = DirectWorld.of(3);
    private final List<Cluster> clusters = world.clusters();

    private void assertFailedAndClean(BackupReport report, String words) {
        assertThat(report.operation().cause().orElseThrow().message()).contains(words);
        assertThat(world.isUndisturbed()).as("nothing stays paused").isTrue();
        assertThat(world.ebs.snapshots()).as("snapshots").isEmpty();
        assertThat(world.storage.objects().keySet()).as("metadata").noneMatch(key -> key.contains("/nightly-k8s-"));
        assertThat(report.operation().leftBehind()).isEmpty();
    }

    @Test
    void aQuotaThatIsUsedUpFailsTheBackupAtOnce() {
        world.ebs.failNext("PendingSnapshotLimitExceeded");

        BackupReport report = world.backup(clusters).execute();

        assertFailedAndClean(report, "PendingSnapshotLimitExceeded");
        assertThat(report.pause().orElseThrow().end().orElseThrow())
                .isBefore(report.pause().orElseThrow().start().plus(Duration.ofSeconds(1)));
    }

    @Test
    void requestsAreGivenUpWhileThereIsTimeToGiveThePauseBack() {
        world.pd.latency(Duration.ofMillis(400));
        world.ebs.failNext(FakeEbs.CREATE, "RequestLimitExceeded", 1_000);
        DirectPlanes planes = DirectPlanes.of(world.pd, world.stores)
                .scheduler(world.time)
                .maxPause(Duration.ofSeconds(12))
                .timeToLive(Duration.ofSeconds(20))
                .build();

        BackupReport report = world.backup(List.of(
                        world.cluster(0, world.plane(planes, 0)),
                        world.cluster(1, world.plane(planes, 1)),
                        world.cluster(2, world.plane(planes, 2))))
                .deadlines(Deadlines.defaults(OperationKind.BACKUP).withPauseMargin(Duration.ofMillis(1)))
                .execute();

        assertFailedAndClean(report, "RequestLimitExceeded");
        assertThat(report.pause().orElseThrow().length()).isLessThan(Duration.ofSeconds(12));
    }

    @Test
    void aThrottledRequestIsRepeatedInsideThePause() {
        world.ebs.failNext("RequestLimitExceeded");

        BackupReport report = world.backup(clusters).execute();

        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
    }

    @Test
    void snapshotsThatShowLateAreWaitedFor() {
        world.ebs.showsAfter(Duration.ofMinutes(2));

        BackupReport report = world.backup(clusters).execute();

        assertThat(report.operation().cause()).isEmpty();
    }

    @Test
    void snapshotsThatNeverShowAreNotWaitedForForEver() {
        world.ebs.showsAfter(Duration.ofDays(1));
        Duration before = world.time.elapsed();

        BackupReport report = world.backup(clusters).execute();

        assertThat(report.operation().cause().orElseThrow().message()).contains("does not exist any more");
        assertThat(world.time.elapsed().minus(before)).isLessThan(Duration.ofMinutes(20));
    }

    @Test
    void snapshotsWhoseAnswerWasLostAreFoundByTheirTag() {
        world.ebs.loseAnswerOf(FakeEbs.CREATE);

        BackupReport report = world.backup(clusters).execute();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(world.ebs.snapshots()).hasSize(6);
    }

    @Test
    void aRequestThatLandsAfterASecondAttemptLeavesNoSurplus() {
        world.ebs.landLate(FakeEbs.CREATE, Duration.ofSeconds(40));

        BackupReport report = world.backup(clusters).execute();
        world.time.advance(Duration.ofMinutes(20));

        assertThat(report.operation().cause()).isEmpty();
        assertThat(world.ebs.snapshots()).hasSize(6);
    }

    @Test
    void aSnapshotThatTurnsToErrorFailsTheBackup() {
        world.ebs.failSnapshotsOf(world.volumeOf(2));

        BackupReport report = world.backup(clusters).execute();

        assertFailedAndClean(report, "failed; take the backup again");
    }

    @Test
    void aLeaseThatLapsesInsideThePauseFailsTheProof_P2() {
        world.ebs.onCapture(captured -> world.stores.losesLease(new StoreId(3)));

        BackupReport report = world.backup(clusters).execute();

        assertThat(report.operation().cause().orElseThrow().kind()).isEqualTo(FailureCause.Kind.PAUSE_LOST);
        assertFailedAndClean(report, "the lease of a store");
    }

    @Test
    void aStoreThatRestartsInsideThePauseFailsTheProof_P2() {
        world.ebs.onCapture(captured -> world.stores.restarts(new StoreId(3)));

        BackupReport report = world.backup(clusters).execute();

        assertThat(report.operation().cause().orElseThrow().kind()).isEqualTo(FailureCause.Kind.PAUSE_LOST);
        assertFailedAndClean(report, "lapsed");
    }

    @Test
    void aStoreThatJoinsInsideThePauseFailsTheProof() {
        world.ebs.onCapture(captured -> world.joinOnce());

        BackupReport report = world.backup(clusters).execute();

        assertFailedAndClean(report, "joined");
    }

    @Test
    void garbageCollectionThatOvertakesTheHoldFailsTheProof_P13() {
        world.ebs.onCapture(captured ->
                world.pd.overtakesGc(io.brfed.api.Tso.at(world.time.now().plusSeconds(60))));

        BackupReport report = world.backup(clusters).execute();

        assertFailedAndClean(report, "garbage collection");
    }

    @Test
    void aSchedulerPauseForgottenUnderIntactLeasesIsReportedAndHarmless_P11() {
        world.ebs.onCapture(captured -> world.changeLeaderOnce());

        BackupReport report = world.backup(clusters).execute();

        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(report.operation().notices()).anyMatch(notice -> notice.contains("its leader has changed"));
    }

    @Test
    void aStoreThatIsDownIsNamedBeforeAnythingIsPaused() {
        world.topology.becomes(new StoreId(4), PdStore.State.DOWN);

        assertThat(world.backup(clusters).check())
                .anyMatch(finding -> finding.value().contains("4 at"));
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void aJournalWhoseWriteWasNotAnsweredIsLookedAtBeforeItIsWrittenAgain() {
        world.ebs.onCapture(captured -> world.storage.loseAnswerOf(Action.WRITE));

        BackupReport report = world.backup(clusters).execute();

        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
    }

    @Test
    void snapshotsThatAreMadeAfterAnotherRequestWasRefusedAreRemoved_V4() {
        world.ebs.landLate(FakeEbs.CREATE, Duration.ofSeconds(40)).failNext("SnapshotLimitExceeded");

        BackupReport report = world.backup(clusters).execute();
        world.time.advance(Duration.ofMinutes(20));

        assertFailedAndClean(report, "SnapshotLimitExceeded");
    }

    @Test
    void aBackupThatFailsAfterItsSnapshotsWereTakenLeavesNoMetadata_V7() {
        world.ebs.snapshotTime(Duration.ofMinutes(5)).failSnapshotsOf(world.volumeOf(6));

        BackupReport report = world.backup(clusters).execute();

        assertFailedAndClean(report, "failed; take the backup again");
    }
}
