package io.brfed.testkit.tidb;

import static io.brfed.testkit.tidb.HandWritten.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ClusterName;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DescribingTest {
    private static final ClusterName CLUSTER = new ClusterName("k8s-a");

    private final FakeTidbCluster.Builder builder = FakeTidbCluster.on(VirtualTime.create());

    @Test
    void refusesAStoreThatIsThereTwice() {
        builder.store(store(1), CLUSTER);

        assertThatThrownBy(() -> builder.store(store(1), CLUSTER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("store 1 is there twice");
    }

    @Test
    void refusesThreeVolumes() {
        assertThatThrownBy(() -> builder.store(store(1), CLUSTER, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a store has 1 or 2 volumes, not 3");
    }

    @Test
    void refusesFewerStoresThanReplicas() {
        builder.store(store(1), CLUSTER);

        assertThatThrownBy(builder::create)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("1 stores for 3 replicas");
    }

    @Test
    void refusesFewerAccountsThanRegions() {
        builder.replicas(1).store(store(1), CLUSTER).accounts(7);

        assertThatThrownBy(builder::create)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("7 accounts for 8 regions");
    }

    @Test
    void refusesAPlaceThatIsNotThere() {
        builder.replicas(1).store(store(1), CLUSTER).place(store(2));

        assertThatThrownBy(builder::create)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a region is placed on store 2, which was not added");
    }

    @Test
    void knowsItsStoresByMember() {
        FakeTidbCluster tidb = builder.replicas(1)
                .store(store(1), CLUSTER)
                .store(store(2), new ClusterName("k8s-b"), 1)
                .create();

        assertThat(tidb.storesIn(CLUSTER)).extracting(FakeTikv::id).containsExactly(store(1));
        assertThat(tidb.pd().stores())
                .containsExactly(
                        new StoreView(store(1), CLUSTER, 2, Duration.ZERO, StoreView.State.UP),
                        new StoreView(store(2), new ClusterName("k8s-b"), 1, Duration.ZERO, StoreView.State.UP));
        assertThatThrownBy(() -> tidb.store(store(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("store 3 is not of this cluster");
    }

    @Test
    void storeThatIsDownAnswersNothing() {
        FakeTidbCluster tidb =
                builder.replicas(1).store(store(1), CLUSTER).scripted().create();
        FakeTikv tikv = tidb.store(store(1));
        tikv.stop();

        assertThatThrownBy(() -> tikv.lease(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("store 1 is down");
        assertThatThrownBy(tikv::pendingAdmin).isInstanceOf(IllegalStateException.class);
    }
}
