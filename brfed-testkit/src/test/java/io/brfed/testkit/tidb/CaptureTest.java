package io.brfed.testkit.tidb;

import static io.brfed.testkit.tidb.HandWritten.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ClusterName;
import io.brfed.testkit.VirtualTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private final HandWritten world = new HandWritten();

    @Test
    void doesNotChangeWithTheWorld() {
        Capture before = world.tikv(1).capture();
        Capture same = world.tikv(1).capture();

        world.transfers(0, 4, 10);

        assertThat(before).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(world.tikv(1).capture()).isNotEqualTo(before);
    }

    @Test
    void ofBothVolumesSeparatelyAtOneInstantIsAsGoodAsOneOfBoth() {
        world.transfers(0, 4, 10);

        world.captures.add(world.tikv(1).capture(VolumeRole.LOG));
        world.captures.add(world.tikv(1).capture(VolumeRole.DATA));
        world.capture(2, 3, 4, 5, 6);

        assertThat(world.judge(world.pd.minResolvedTs()).isConsistent()).isTrue();
    }

    @Test
    void ofTheOnlyVolumeOfAStoreHasEverything() {
        FakeTidbCluster tidb = FakeTidbCluster.on(VirtualTime.create())
                .scripted()
                .replicas(1)
                .store(store(1), new ClusterName("k8s-a"), 1)
                .create();

        Capture capture = tidb.store(store(1)).capture(VolumeRole.LOG);

        assertThat(capture.roles()).containsExactlyInAnyOrder(VolumeRole.LOG, VolumeRole.DATA);
        assertThat(tidb.judge(List.of(capture), tidb.pd().minResolvedTs()).isConsistent())
                .isTrue();
    }

    @Test
    void ofAStoreThatIsDownHasItsVolumes() {
        Capture before = world.tikv(1).capture();

        world.tikv(1).stop();

        assertThat(world.tikv(1).capture()).isEqualTo(before);
    }

    @Test
    void takenTwiceOfOneVolumeIsNoBackup() {
        world.capture(1, 1, 2, 3, 4, 5, 6);

        assertThatThrownBy(() -> world.judge(world.pd.minResolvedTs()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two captures of one volume: store 1");
    }

    @Test
    void ofAnotherClusterIsNoBackup() {
        FakeTidbCluster other = FakeTidbCluster.on(world.time)
                .scripted()
                .replicas(1)
                .store(store(7), new ClusterName("k8s-a"))
                .create();
        world.captures.add(other.store(store(7)).capture());

        assertThatThrownBy(() -> world.judge(world.pd.minResolvedTs()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("store 7 is not of this cluster");
    }
}
