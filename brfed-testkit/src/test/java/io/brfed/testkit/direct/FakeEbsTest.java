package io.brfed.testkit.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.TakenSnapshot;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FakeEbsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final InstanceId MACHINE = new InstanceId("i-1");
    private static final VolumeId VOLUME = new VolumeId("vol-1");
    private static final OperationId ID = new OperationId("op-1");

    private final VirtualTime time = VirtualTime.create();
    private final FakeEbs ebs = FakeEbs.create(time).instance(MACHINE, "us-west-2a", VOLUME);
    private final SnapshotProvider provider = ebs.provider();

    @Test
    void aRequestTakesALatencyAndCapturesInTheMiddle() {
        List<Duration> captured = new ArrayList<>();
        ebs.onCapture(set -> captured.add(time.elapsed()));
        create(1);

        assertThat(captured).containsExactly(Duration.ofMillis(50));
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void snapshotsCarryWhoTookThemOfWhat() {
        create(3);

        assertThat(ebs.snapshots().get(0).tags())
                .containsEntry(SnapshotTags.OPERATION, "op-1")
                .containsEntry(SnapshotTags.ATTEMPT, "3")
                .containsEntry(SnapshotTags.NAME, "nightly")
                .containsEntry(SnapshotTags.CLUSTER, "k8s-a")
                .containsEntry(SnapshotTags.INSTANCE, "i-1")
                .containsEntry(SnapshotTags.STORE, "4");
    }

    @Test
    void aNewSnapshotShowsLate() {
        ebs.showsAfter(Duration.ofSeconds(30));
        TakenSnapshot taken = create(1);
        assertThat(find()).isEmpty();
        assertThat(time.await(provider.describe(List.of(taken.id()), LIMIT), LIMIT))
                .isEmpty();

        time.advance(Duration.ofSeconds(30));
        assertThat(find()).extracting(TakenSnapshot::id).containsExactly(taken.id());
    }

    @Test
    void aVolumeIsCapturedAgainOnlyAfterFifteenSeconds() {
        create(1);
        assertThatThrownBy(() -> create(2)).hasMessageContaining("SnapshotCreationPerVolumeRateExceeded");

        time.advance(Duration.ofSeconds(15));
        assertThat(create(2).attempt()).isEqualTo(2);
    }

    @Test
    void requestsFasterThanTheBucketAreThrottled() {
        ebs.createBucket(1, 5).volumeInterval(Duration.ZERO);
        create(1);
        assertThatThrownBy(() -> create(2)).hasMessageContaining("RequestLimitExceeded");

        time.advance(Duration.ofMillis(200));
        create(3);
        assertThat(ebs.count(FakeEbs.CREATE)).isEqualTo(3);
    }

    @Test
    void aRequestMayTakeEffectLongAfterItsSenderGaveUp() {
        ebs.landLate(FakeEbs.CREATE, Duration.ofMinutes(2));
        assertThatThrownBy(() -> create(1)).hasMessageContaining("no answer within PT10S");
        assertThat(ebs.snapshots()).isEmpty();

        time.advance(Duration.ofMinutes(2));
        assertThat(find()).hasSize(1);
    }

    @Test
    void aLostRequestTakesNoEffect() {
        ebs.dropNext(FakeEbs.CREATE);
        assertThatThrownBy(() -> create(1)).hasMessageContaining("no answer");

        assertThat(ebs.snapshots()).isEmpty();
    }

    @Test
    void aVolumeThatWasMovedIsNotCapturedOnItsOldInstance() {
        ebs.instance(new InstanceId("i-2"), "us-west-2a").detach(VOLUME).attach(VOLUME, new InstanceId("i-2"));

        assertThatThrownBy(() -> create(1)).hasMessageContaining("No volumes");
    }

    private TakenSnapshot create(int attempt) {
        InstanceSnapshots request = new InstanceSnapshots(
                MACHINE,
                List.of(new InstanceSnapshots.Part(VOLUME, StoreId.parse("4"))),
                Set.of(),
                ID,
                new OperationName("nightly"),
                new ClusterName("k8s-a"),
                attempt);
        return time.await(provider.create(request, LIMIT), Duration.ofMinutes(1))
                .get(0);
    }

    private List<TakenSnapshot> find() {
        return time.await(provider.find(ID, new ClusterName("k8s-a"), LIMIT), Duration.ofMinutes(1));
    }
}
