package io.brfed.internal.direct.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.VolumeId;
import io.brfed.internal.direct.restore.VolumeDuty.Made;
import io.brfed.spi.InstanceId;
import io.brfed.spi.VolumeTags;
import io.brfed.testkit.direct.FakeEbs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class VolumeCleanUpTest {
    private final VolumeWorld world = new VolumeWorld(12);

    @Test
    void waitsForVolumesThatAreBeingMadeAndThenRemovesThem_V24() {
        world.ebs.volumeTime(Duration.ofSeconds(90));
        VolumeDuty duty = world.duty();
        CompletionStage<Made> making = duty.begin();
        world.time.advance(Duration.ofSeconds(3));

        world.await(duty.stop(new IllegalStateException("cancelled")));

        assertThat(world.removeAll()).isEmpty();
        assertThat(making.toCompletableFuture()).isCompletedExceptionally();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void removesAlsoVolumesThatFailed_V24() {
        world.ebs.failVolumesFrom(world.snapshots.get(0));
        assertThatThrownBy(world::make).hasMessageContaining("could not be made");

        assertThat(world.removeAll()).isEmpty();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void requestsNothingAfterItWasStopped() {
        world.ebs.latency(Duration.ofSeconds(1));
        world.settings = oneAtATime(world.settings);
        VolumeDuty duty = world.duty();
        CompletionStage<Made> unused = duty.begin();
        world.time.advance(Duration.ofSeconds(5));

        world.await(duty.stop(new IllegalStateException("cancelled")));
        long requests = world.ebs.count(FakeEbs.CREATE_VOLUME);
        world.time.advance(Duration.ofMinutes(5));
        assertThat(world.ebs.count(FakeEbs.CREATE_VOLUME)).isEqualTo(requests);
        assertThat(requests).isLessThan(12);
    }

    @Test
    void whatWasMadeIsWrittenDownWhenItHasStopped_V25() {
        VolumeDuty duty = world.duty();
        CompletionStage<Made> unused = duty.begin();
        assertThat(world.time.runUntil(() -> world.made().size() == 12, Duration.ofMinutes(5)))
                .isTrue();

        world.await(duty.stop(new IllegalStateException("cancelled")));
        int writes = world.written.size();
        world.time.advance(Duration.ofMinutes(5));

        assertThat(world.written).hasSize(writes);
        assertThat(world.written.get(writes - 1).values())
                .allSatisfy(entry -> assertThat(entry.volume()).isPresent());
    }

    @Test
    void findsWhatAProcessMadeThatWroteNothingDown_V25() {
        world.make();
        world.written.clear();

        assertThat(world.removeAll()).isEmpty();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void findsAVolumeThatTurnsUpLate_V25() {
        world.ebs.landLate(FakeEbs.CREATE_VOLUME, Duration.ofSeconds(40));
        VolumeDuty duty = world.duty();
        CompletionStage<Made> unused = duty.begin();
        world.time.advance(Duration.ofSeconds(2));

        world.await(duty.stop(new IllegalStateException("cancelled")));

        assertThat(world.removeAll()).isEmpty();
        world.time.advance(Duration.ofMinutes(5));
        assertThat(world.made()).isEmpty();
    }

    @Test
    void neverRemovesWhatDoesNotCarryItsStamp() {
        VolumeId lost = world.make().volumes().get(world.snapshots.get(0));
        world.ebs.tag(lost, VolumeTags.OPERATION, "somebody-else");

        assertThat(world.removeAll())
                .containsExactly("volume " + lost + " stays, because it does not carry the stamp of restore-1");
        assertThat(world.made()).extracting(volume -> volume.id()).containsExactly(lost);
    }

    @Test
    void aVolumeThatStaysAttachedIsLeftBehindAndNamed() {
        VolumeId used = world.make().volumes().get(world.snapshots.get(0));
        world.ebs.attach(used, new InstanceId("i-1"));
        List<String> left = world.removeAll();

        assertThat(left).containsExactly("volume " + used + " is IN_USE");
        assertThat(world.made()).hasSize(1);
    }

    @Test
    void aVolumeThatIsDetachedMeanwhileIsRemoved() {
        VolumeId used = world.make().volumes().get(world.snapshots.get(0));
        world.ebs.attach(used, new InstanceId("i-1"));
        CompletionStage<List<String>> removing = world.removing();
        world.time.advance(Duration.ofMinutes(1));
        world.ebs.detach(used);

        assertThat(world.await(removing)).isEmpty();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void aMissingRightIsNamedAndDoesNotKeepTheOthersFromBeingRemoved() {
        world.make();
        world.ebs.failNext(FakeEbs.DELETE_VOLUME, "UnauthorizedOperation", 1);

        assertThat(world.removeAll()).hasSize(1).first().asString().contains("UnauthorizedOperation");
        assertThat(world.made()).hasSize(1);
    }

    @Test
    void goesOnAfterThrottlingAndLostAnswers() {
        world.make();
        world.ebs.failNext(FakeEbs.DELETE_VOLUME, "RequestLimitExceeded", 5);
        world.ebs.loseAnswerOf(FakeEbs.DELETE_VOLUME);

        assertThat(world.removeAll()).isEmpty();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void whereNothingMayBeLookedForThatIsSaid() {
        world.make();
        world.ebs.deny("DescribeVolumes");
        Duration before = world.time.elapsed();

        assertThat(world.removeAll()).anySatisfy(text -> assertThat(text).contains("could not be looked for"));
        assertThat(world.time.elapsed().minus(before))
                .isLessThanOrEqualTo(world.settings.longest().plusMinutes(1));
    }

    private static VolumeSettings oneAtATime(VolumeSettings like) {
        return new VolumeSettings(
                like.longest(),
                like.call(),
                like.poll(),
                like.glance(),
                like.backOff(),
                like.showsWithin(),
                like.journalEvery(),
                1);
    }
}
