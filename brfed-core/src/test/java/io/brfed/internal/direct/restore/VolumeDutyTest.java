package io.brfed.internal.direct.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.restore.VolumeDuty.Made;
import io.brfed.spi.NewVolume;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import io.brfed.testkit.direct.FakeEbs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class VolumeDutyTest {
    private static final String DESCRIBE = "DescribeVolumes";

    private final VolumeWorld world = new VolumeWorld(12);

    @Test
    void makesEveryVolumeAndWaitsUntilAllAreAvailable() {
        Made made = world.make();

        assertThat(made.volumes().keySet()).containsExactlyInAnyOrderElementsOf(world.snapshots);
        assertThat(world.made())
                .hasSize(12)
                .allSatisfy(volume -> assertThat(volume.state()).isEqualTo(NewVolume.State.AVAILABLE))
                .extracting(NewVolume::id)
                .containsExactlyInAnyOrderElementsOf(made.volumes().values());
        assertThat(made.leftBehind()).isEmpty();
    }

    @Test
    void asksForAllVolumesInOneQuestion_V22() {
        world.make();

        assertThat(world.ebs.count(FakeEbs.CREATE_VOLUME)).isEqualTo(12);
        assertThat(world.ebs.count("DescribeSnapshots")).isZero();
        assertThat(world.ebs.count(DESCRIBE)).isEqualTo(2);
    }

    @Test
    void writesDownWhatItWillDoBeforeTheFirstRequest_V25() {
        world.make();

        assertThat(world.requestsWhenWritten.get(0)).isZero();
        assertThat(world.written.get(0).keySet()).containsExactlyInAnyOrderElementsOf(world.snapshots);
        assertThat(world.written.get(0).values()).containsOnly(new VolumeEntry(1, Optional.empty()));
    }

    @Test
    void writesDownVolumesFromTheFirstOneOn_V25() {
        world.ebs.createVolumeBucket(1, 1);
        world.make();

        List<Integer> known = world.written.stream()
                .map(entries -> (int) entries.values().stream()
                        .filter(entry -> entry.volume().isPresent())
                        .count())
                .toList();
        assertThat(known).isSorted().startsWith(0, 1).endsWith(12).hasSizeGreaterThan(5);
    }

    @Test
    void requestsNothingThatCannotBeWrittenDown_V25() {
        world.journalFails = new ProviderException(Fault.REFUSED, "the bucket is read-only");

        assertThatThrownBy(world::make).hasMessageContaining("read-only");
        assertThat(world.ebs.count(FakeEbs.CREATE_VOLUME)).isZero();
    }

    @Test
    void anotherRunMakesNothingTwice_V21() {
        Made first = world.make();
        Made second = world.make();

        assertThat(second.volumes()).isEqualTo(first.volumes());
        assertThat(world.ebs.count(FakeEbs.CREATE_VOLUME)).isEqualTo(12);
        assertThat(world.made()).hasSize(12);
    }

    @Test
    void anotherRunThatKnowsNothingFindsWhatIsThere_V21_V25() {
        Made first = world.make();
        world.written.clear();

        assertThat(world.make().volumes()).isEqualTo(first.volumes());
        assertThat(world.made()).hasSize(12);
    }

    @Test
    void aLostAnswerMakesNoSecondVolume_V21() {
        world.ebs.loseAnswerOf(FakeEbs.CREATE_VOLUME);
        Made made = world.make();

        assertThat(made.volumes()).hasSize(12);
        assertThat(world.made()).hasSize(12);
    }

    @Test
    void aRequestThatLandsAfterItWasMadeAgainMakesNoSecondVolume_V21() {
        world.ebs.landLate(FakeEbs.CREATE_VOLUME, Duration.ofSeconds(50));
        world.make();
        world.time.advance(Duration.ofMinutes(2));

        assertThat(world.made()).hasSize(12);
    }

    @Test
    void aVolumeThatFailsEndsItAtOnceAndIsNamed_V23() {
        SnapshotId bad = world.snapshots.get(5);
        world.ebs.failVolumesFrom(bad);
        Duration before = world.time.elapsed();

        assertThatThrownBy(world::make)
                .hasMessageContaining("store 6")
                .hasMessageContaining(bad.value())
                .hasMessageContaining("could not be made by EC2");
        assertThat(world.time.elapsed().minus(before)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aKeyThatCannotBeUsedIsNamed_V23_V26() {
        world.ebs.breakKey("alias/broken");
        world.target =
                new VolumeTarget(VolumeWorld.ZONE, VolumeType.GP3, 0, 0, VolumeEncryption.withKey("alias/broken"), 0);

        assertThatThrownBy(world::make).hasMessageContaining("alias/broken").hasMessageContaining("enabled");
    }

    @Test
    void aVolumeThatVanishesIsNotTakenForMade_V23() {
        world.ebs.volumeTime(Duration.ofMinutes(2));
        CompletionStage<Made> making = world.duty().begin();
        world.time.advance(Duration.ofSeconds(20));
        VolumeId gone = world.made().get(3).id();
        world.ebs.vanish(gone);

        assertThatThrownBy(() -> world.await(making))
                .hasMessageContaining(gone.value())
                .hasMessageContaining("does not exist any more");
    }

    @Test
    void aVolumeThatShowsLateIsWaitedFor_V23() {
        world.ebs.volumesShowAfter(Duration.ofSeconds(40));

        assertThat(world.make().volumes()).hasSize(12);
    }

    @Test
    void aVolumeThatNeverShowsIsNotWaitedForForEver_V23() {
        world.ebs.volumesShowAfter(Duration.ofDays(1));
        Duration before = world.time.elapsed();

        assertThatThrownBy(world::make).hasMessageContaining("never showed");
        assertThat(world.time.elapsed().minus(before)).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void volumesThatAreNeverMadeEndItInBoundedTime_V23() {
        world.ebs.volumeTime(Duration.ofDays(1));
        Duration before = world.time.elapsed();

        assertThatThrownBy(world::make)
                .hasMessageContaining("12 volumes are not available")
                .hasMessageContaining("and 9 more");
        assertThat(world.time.elapsed().minus(before)).isEqualTo(world.settings.longest());
    }

    @Test
    void whereVolumesMayNotBeAskedForThatIsSaid_V23() {
        CompletionStage<Made> making = world.duty().begin();
        assertThat(world.time.runUntil(() -> world.made().size() == 12, Duration.ofMinutes(1)))
                .isTrue();
        world.ebs.deny(DESCRIBE);

        assertThatThrownBy(() -> world.await(making))
                .hasMessageContaining("12 volumes are not available")
                .hasMessageContaining("UnauthorizedOperation");
    }

    @Test
    void anotherRunUsesAnotherTokenForAVolumeThatFailedAndRemovesIt_V21_V23() {
        SnapshotId bad = world.snapshots.get(0);
        world.ebs.failVolumesFrom(bad);
        assertThatThrownBy(world::make).hasMessageContaining("could not be made");
        world.ebs.mendVolumesFrom(bad);
        Made made = world.make();

        assertThat(made.leftBehind()).isEmpty();
        assertThat(world.made()).hasSize(12).extracting(NewVolume::attempt).containsOnlyOnce(2);
    }

    @Test
    void anotherRunUsesAnotherTokenForAVolumeThatIsGone_V21() {
        VolumeId gone = world.make().volumes().get(world.snapshots.get(0));
        world.ebs.vanish(gone);

        assertThat(world.make().volumes()).hasSize(12).doesNotContainValue(gone);
        assertThat(world.made()).hasSize(12);
    }

    @Test
    void aVolumeThatWasJustMadeAndDoesNotShowIsNotMadeAgain_V21() {
        world.ebs.volumesShowAfter(Duration.ofSeconds(30));
        CompletionStage<Made> first = world.duty().begin();
        world.time.advance(Duration.ofSeconds(5));
        assertThat(first.toCompletableFuture()).isNotDone();

        assertThat(world.make().volumes()).hasSize(12);
        assertThat(world.made()).hasSize(12);
    }

    @Test
    void goesNoFasterThanTheAccountPermitsAndOutlastsThrottling() {
        VolumeWorld large = new VolumeWorld(150);

        assertThat(large.make().volumes()).hasSize(150);
        assertThat(large.made()).hasSize(150);
    }

    @Test
    void aZoneWithoutRoomIsTriedAgain() {
        world.ebs.failNext(FakeEbs.CREATE_VOLUME, "InsufficientVolumeCapacity", 3);

        assertThat(world.make().volumes()).hasSize(12);
    }

    @Test
    void aQuotaThatIsUsedUpEndsItAtOnce() {
        world.ebs.failNext(FakeEbs.CREATE_VOLUME, "VolumeLimitExceeded", 1);

        assertThatThrownBy(world::make).hasMessageContaining("VolumeLimitExceeded");
    }

    @Test
    void volumesOfAnotherZoneAreNotTakenForThose_V34() {
        world.make();
        world.target = VolumeTarget.gp3("us-west-2b");

        assertThatThrownBy(world::make)
                .hasMessageContaining("is in zone 'us-west-2a', not in 'us-west-2b'")
                .hasMessageContaining("clean up");
    }

    @Test
    void theVolumesOfAnotherMemberAreNotTouched() {
        VolumeDuty other = new VolumeDuty(
                new VolumeTask(
                        world.plan(VolumeWorld.ID, new io.brfed.api.ClusterName("k8s-b")),
                        Map.of(),
                        entries -> java.util.concurrent.CompletableFuture.completedFuture(true)),
                world.ebs.volumeProvider(),
                world.time,
                world.settings);
        world.await(other.begin());
        world.make();
        assertThat(world.made()).hasSize(24);

        assertThat(world.removeAll()).isEmpty();
        assertThat(world.made()).hasSize(12);
    }
}
