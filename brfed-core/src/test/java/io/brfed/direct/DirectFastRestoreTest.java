package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.Federation;
import io.brfed.api.DeletionReport;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.plane.Cluster;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.NewVolume;
import io.brfed.spi.VolumeWarmUp;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Strategy;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeSnapshot;
import io.brfed.testkit.direct.FakeWarmUp;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores by the direct plane whose data volumes are made by fast snapshot restore. */
class DirectFastRestoreTest {
    private static final String ZONE = "us-west-2a";
    private static final int STORES = 6;

    private final RestoringWorld world = new RestoringWorld();
    private final DriverProcess mortal = DriverProcess.on(world.time);
    private List<Place> others = List.of();

    /** However a test ends, nothing of ours is charged for, and what is not ours is as it was. */
    @AfterEach
    void nothingOfOursIsOn() {
        assertThat(world.ebs.fastRestores()).isEqualTo(others);
    }

    private List<Cluster> clusters() {
        return clusters(DriverProcess.on(world.time), DirectRestore::fastSnapshotRestore);
    }

    private List<Cluster> clusters(DriverProcess process, UnaryOperator<DirectRestore> how) {
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, world.target)
                .scheduler(process.scheduler())
                .build();
        return world.clusters(planes, (name, restore) -> how.apply(restore));
    }

    private RestoreReport restored() {
        RestoreReport report = world.restore(clusters()).execute();
        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.judged().isConsistent()).isTrue();
        return report;
    }

    private void begin() {
        var unused = world.restore(clusters(mortal, DirectRestore::fastSnapshotRestore))
                .scheduler(mortal.scheduler())
                .start();
    }

    private DeletionReport delete() {
        return Federation.delete(clusters())
                .restore("back")
                .limit(Duration.ofMinutes(30))
                .scheduler(world.time)
                .execute();
    }

    /** The snapshots of data volumes, each of which was taken before the one of the same store's other volume. */
    private List<SnapshotId> data() {
        List<FakeSnapshot> all = world.ebs.snapshots();
        return IntStream.range(0, all.size())
                .filter(i -> i % 2 == 0)
                .mapToObj(i -> all.get(i).id())
                .toList();
    }

    private void others(SnapshotId snapshot) {
        world.ebs.enableFastRestore(snapshot, ZONE);
        others = world.ebs.fastRestores();
    }

    @Test
    void dataVolumesAreRestoredFastAndNothingStaysOn_V27() {
        Duration before = world.time.elapsed();
        RestoreReport report = restored();

        assertThat(report.operation().notices()).isEmpty();
        assertThat(world.ebs.restoredFast()).hasSize(STORES);
        assertThat(world.made()).hasSize(2 * STORES);
        assertThat(world.time.elapsed().minus(before)).isBetween(Duration.ofMinutes(6), Duration.ofMinutes(20));
    }

    @Test
    void snapshotsAreEnabledOnceAndAskedForGently() {
        restored();

        assertThat(world.ebs.count(FakeEbs.ENABLE_FAST)).isEqualTo(3);
        assertThat(world.ebs.count(FakeEbs.DISABLE_FAST)).isEqualTo(3);
        assertThat(world.ebs.count(FakeEbs.DESCRIBE_FAST)).isLessThan(3 * 20);
    }

    @Test
    void aRateIsGivenToVolumesThatAreNotRestoredFastOnly() {
        RestoreReport report = world.restore(clusters(
                        mortal, restore -> restore.initializationRate(200).fastSnapshotRestore()))
                .execute();

        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        Set<VolumeId> slow = world.made().stream()
                .map(NewVolume::id)
                .filter(id -> world.ebs.initializationRate(id) == 200)
                .collect(Collectors.toSet());
        assertThat(slow).hasSize(STORES).doesNotContainAnyElementsOf(world.ebs.restoredFast());
    }

    @Test
    void aRateAloneIsOneOfEveryVolume() {
        RestoreReport report = world.restore(clusters(mortal, restore -> restore.initializationRate(300)))
                .execute();

        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.made())
                .hasSize(12)
                .allSatisfy(volume ->
                        assertThat(world.ebs.initializationRate(volume.id())).isEqualTo(300));
        assertThat(world.ebs.count(FakeEbs.ENABLE_FAST)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 301})
    void aRateThatAwsDoesNotPermitIsRefusedBeforehand(int rate) {
        assertThatThrownBy(() -> world.restore(clusters(mortal, restore -> restore.initializationRate(rate)))
                        .execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(rate + " MiB/s")
                .hasMessageContaining("100 to 300");
    }

    @Test
    void whatSomebodyElseHadEnabledIsUsedAndLeftAlone_V27() {
        others(data().get(0));
        world.time.advance(Duration.ofHours(1));

        assertThat(restored().operation().notices()).isEmpty();
        assertThat(world.ebs.restoredFast()).hasSize(STORES);
    }

    @Test
    void aSnapshotThatEc2DoesNotEnableIsToldAndTheOthersAreFast_V27() {
        world.ebs.refuseFastRestoreOf(data().get(0), "InvalidParameterValue");

        assertThat(restored().operation().notices().toString())
                .contains("was not enabled for " + data().get(0), "InvalidParameterValue", "1 of 2 data volumes");
        assertThat(world.ebs.restoredFast()).hasSize(STORES - 1);
    }

    @Test
    void aSnapshotThatNeverBecomesReadyIsTold_V27() {
        world.ebs.failFastRestoreOf(data().get(0));

        assertThat(restored().operation().notices().toString()).contains("it ended by itself");
        assertThat(world.ebs.restoredFast()).hasSize(STORES - 1);
    }

    @Test
    void nobodyWaitsLongerThanTheLimitThatWasSet() {
        world.ebs.fastRestoreTime(Duration.ofDays(10));
        Duration before = world.time.elapsed();

        RestoreReport report = world.restore(
                        clusters(mortal, restore -> restore.fastSnapshotRestore(Duration.ofMinutes(20))))
                .execute();

        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(report.operation().notices().toString()).contains("without waiting", "OPTIMIZING", "PT20M");
        assertThat(world.time.elapsed().minus(before)).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(35));
    }

    @Test
    void theLimitFollowsFromTheLargestSnapshot() {
        world.ebs.fastRestoreTime(Duration.ofDays(10));

        assertThat(restored().operation().notices().toString()).contains("waited PT36M");
    }

    @Test
    void anAnswerThatIsLostIsNoHarm_V27() {
        world.ebs.loseAnswerOf(FakeEbs.ENABLE_FAST);
        world.ebs.loseAnswerOf(FakeEbs.DISABLE_FAST);
        world.ebs.failNext(FakeEbs.ENABLE_FAST, "RequestLimitExceeded", 1);

        assertThat(restored().operation().notices()).isEmpty();
        assertThat(world.ebs.restoredFast()).hasSize(STORES);
    }

    @Test
    void aRightThatIsMissingIsFoundBeforehand_V27() {
        world.ebs.deny(FakeEbs.DISABLE_FAST);

        assertThatThrownBy(() -> world.restore(clusters()).execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ec2:DisableFastSnapshotRestores");
    }

    @Test
    void theQuotaIsCheckedBeforehand_V27() {
        world.ebs.fastRestoreQuota(1);

        assertThatThrownBy(() -> world.restore(clusters()).execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("0 + 2")
                .hasMessageContaining("quota of 1");
    }

    @Test
    void aRightThatIsTakenAwayMeanwhileIsToldAndNothingIsLeftOn_V27() {
        var running = world.restore(clusters()).start();
        world.time.advance(Duration.ofMinutes(2));
        world.ebs.deny(FakeEbs.DESCRIBE_FAST);
        world.time.advance(Duration.ofMinutes(20));
        assertThat(running.report()).isPresent();
        assertThat(running.report().orElseThrow().operation().notices().toString())
                .contains("without waiting for fast snapshot restore", "may be on for", "DisableFastSnapshotRestores");
    }

    @Test
    void whatCannotBeDisabledIsNamedAndADeletionDisablesIt_V27() {
        world.ebs.keepFastRestoreOf(data().get(0), "InternalError");

        assertThat(restored().operation().notices().toString())
                .contains("may be on for", data().get(0).value(), "delete the restore");
        assertThat(world.ebs.fastRestores()).hasSize(1);
        world.ebs.heal();

        assertThat(delete().toString()).doesNotContain("may be on");
        assertThat(world.made()).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 2_000, 2_300, 5_000, 120_000, 380_000, 400_000, 410_000, 430_000})
    void anotherProcessGoesOnAtAnyTime_V27(long millis) {
        begin();
        world.time.advance(Duration.ofMillis(millis));
        mortal.kill();
        world.time.advance(Duration.ofMinutes(1));

        assertThat(restored().operation().notices()).isEmpty();
        assertThat(world.ebs.restoredFast()).hasSize(STORES);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 2_000, 2_300, 5_000, 120_000, 380_000, 400_000, 410_000, 430_000})
    void aDeletionAfterADeathLeavesNothingOn_V27(long millis) {
        begin();
        world.time.advance(Duration.ofMillis(millis));
        mortal.kill();
        world.time.advance(Duration.ofMinutes(1));

        delete();

        assertThat(world.ebs.fastRestores()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void aDeathAtAnyWriteOfAJournalLeavesNothingOnThatIsNotWrittenDown_V27(int number) {
        int[] writes = {0};
        world.storage.onWrite((url, object) -> {
            if (url.contains("/journal/") && url.contains("/restore/") && ++writes[0] == number) {
                mortal.kill();
            }
        });
        begin();
        world.time.advance(Duration.ofMinutes(12));
        world.storage.onWrite((url, object) -> {});

        delete();

        assertThat(world.ebs.fastRestores()).isEmpty();
    }

    @Test
    void aWarmUpThatLeavesOutDataVolumesIsToldWhereNothingRestoresThemFast() {
        VolumeWarmUp jobs = FakeWarmUp.create(world.time);
        UnaryOperator<DirectRestore> warming = restore -> restore.warmingUp(jobs, Moment.BEFORE_TIKV, Strategy.FSR);

        assertThat(world.restore(clusters(mortal, warming)).check())
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("leaves out data volumes"));
        assertThat(world.restore(clusters(
                                mortal, restore -> warming.apply(restore).fastSnapshotRestore()))
                        .check())
                .extracting(Finding::toString)
                .noneMatch(text -> text.contains("leaves out data volumes"));
    }

    @Test
    void aRestoreThatIsCancelledWhileItWaitsLeavesNothingOn_V27() {
        var running = world.restore(clusters()).start();
        world.time.advance(Duration.ofMinutes(3));
        assertThat(world.ebs.fastRestores()).hasSize(STORES);
        running.cancel();
        world.time.advance(Duration.ofMinutes(3));

        assertThat(running.report()).isPresent();
        assertThat(world.ebs.fastRestores()).isEmpty();
        delete();
    }

    @Test
    void aRestoreThatFailsLeavesNothingOn_V27() {
        world.ebs.failVolumesFrom(data().get(0));

        RestoreReport report = world.restore(clusters()).execute();

        assertThat(report.operation().status()).isEqualTo(Status.FAILED);
        assertThat(world.ebs.fastRestores()).isEmpty();
    }
}
