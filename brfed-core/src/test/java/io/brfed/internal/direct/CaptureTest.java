package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.InstanceSnapshots.Part;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeEbs;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final VolumeId ONE = new VolumeId("vol-1");
    private static final VolumeId TWO = new VolumeId("vol-2");

    private final VirtualTime time = VirtualTime.create();
    private final FakeEbs ebs = FakeEbs.create(time)
            .instance(new InstanceId("i-1"), "us-west-2a", ONE)
            .instance(new InstanceId("i-2"), "us-west-2a", TWO);
    private final Capture capture =
            new Capture(ebs.provider(), time, DirectSettings.DEFAULT.capture(), Duration.ofSeconds(100));

    private static InstanceSnapshots request(int number, VolumeId volume) {
        return new InstanceSnapshots(
                new InstanceId("i-" + number),
                List.of(new Part(volume, new StoreId(number))),
                Set.of(),
                new OperationId("op-1"),
                new OperationName("nightly"),
                new ClusterName("k8s-a"),
                1);
    }

    private CompletionStage<Capture.Result> begin() {
        return capture.begin(List.of(request(1, ONE), request(2, TWO)));
    }

    @Test
    void everyVolumeHasOneSnapshot() {
        Capture.Result result = time.await(begin(), LONG);

        assertThat(result.snapshots()).containsOnlyKeys(ONE, TWO);
        assertThat(result.surplus()).isEmpty();
        assertThat(capture.mayTurnUp()).isFalse();
    }

    @Test
    void aLostAnswerIsFoundByTheTagAndMayStillTurnUpTwice() {
        ebs.loseAnswerOf(FakeEbs.CREATE);

        Capture.Result result = time.await(begin(), LONG);

        assertThat(result.snapshots()).containsOnlyKeys(ONE, TWO);
        assertThat(ebs.snapshots()).hasSize(2);
        assertThat(capture.mayTurnUp()).isTrue();
    }

    @Test
    void aRefusalEndsItAtOnceAndTheOtherRequestIsWaitedFor_V4() {
        ebs.failNext("SnapshotLimitExceeded");
        CompletionStage<Capture.Result> result = begin();

        assertThatThrownBy(() -> time.await(result, LONG)).hasMessageContaining("SnapshotLimitExceeded");
        assertThat(time.await(capture.stop(new IllegalStateException("failed")), LONG))
                .isTrue();
        assertThat(capture.all()).hasSize(1);
    }

    @Test
    void nothingIsSentAfterItWasStopped() {
        ebs.failNext(FakeEbs.CREATE, "RequestLimitExceeded", 2);
        begin();
        time.advance(Duration.ofMillis(500));
        time.await(capture.stop(new IllegalStateException("failed")), LONG);
        time.advance(LONG);

        assertThat(ebs.snapshots()).isEmpty();
    }
}
