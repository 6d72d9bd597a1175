package io.brfed.tikv;

import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import io.brfed.tikv.testserver.TestTidbCluster;
import io.brfed.tikv.testserver.TestTikv;
import io.brfed.tikv.testserver.TestVolumes;
import java.time.Duration;

/** A marked PD of two members with stores that came up from volumes, and a connection to them. */
final class RecoveringCluster implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration CAMPAIGN = Duration.ofSeconds(1);

    private final TestTidbCluster cluster = TestTidbCluster.builder()
            .stores(0)
            .pdMembers(2)
            .campaignEvery(CAMPAIGN)
            .start();
    private final TikvConnection connection =
            TikvConnection.to(cluster.pdUrls()).open();

    private RecoveringCluster() {}

    static RecoveringCluster of(TestVolumes volumes) {
        RecoveringCluster recovering = new RecoveringCluster();
        Waiting.await(recovering.connection.pdRecovery().mark(LIMIT));
        recovering.cluster.startFrom(volumes);
        return recovering;
    }

    TestTidbCluster cluster() {
        return cluster;
    }

    TikvConnection connection() {
        return connection;
    }

    TestTikv tikv(StoreId id) {
        return cluster.stores().stream()
                .filter(store -> store.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    PdStore store(StoreId id) {
        return Waiting.await(connection.pd().stores(LIMIT)).stream()
                .filter(store -> store.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        connection.close();
        cluster.close();
    }
}
