package io.brfed.tikv;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.StorePreparation;
import io.brfed.testkit.contract.StorePreparationFixture;
import io.brfed.tikv.testserver.TestTidbCluster;
import io.brfed.tikv.testserver.TestTikv;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

class StorePreparationContractTest extends io.brfed.testkit.contract.StorePreparationContract {
    @Override
    protected StorePreparationFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements StorePreparationFixture {
        private static final Duration LIMIT = Duration.ofSeconds(10);

        private final TestTidbCluster cluster = TestTidbCluster.builder().start();
        private final TikvConnection connection =
                TikvConnection.to(cluster.pdUrls()).open();

        @Override
        public StorePreparation preparation() {
            return connection.stores();
        }

        @Override
        public List<PdStore> stores() {
            return await(connection.pd().stores(LIMIT));
        }

        @Override
        public List<RegionRoute> regions() {
            return await(connection.pd().regions(Key.UNBOUNDED, 1000, LIMIT));
        }

        @Override
        public <T> T await(CompletionStage<T> stage) {
            return Waiting.await(stage);
        }

        @Override
        public void passTime(Duration time) {
            cluster.passTime(time);
        }

        @Override
        public Duration leaseLeft(StoreId store) {
            return at(store).leaseLeft();
        }

        @Override
        public void restart(StoreId store) {
            cluster.restart(at(store));
        }

        @Override
        public void cutOff(StoreId store) {
            at(store).shut();
        }

        @Override
        public void reconnect(StoreId store) {
            at(store).reopen();
        }

        @Override
        public void removeLeases(StoreId store) {
            at(store).is(TestTikv.Build.WITHOUT_LEASES);
        }

        @Override
        public void beginChange(long region) {
            cluster.beginChange(region);
        }

        @Override
        public void endChange(long region) {
            cluster.endChange(region);
        }

        @Override
        public void moveLeader(long region) {
            cluster.moveLeader(region);
        }

        @Override
        public void failApply(long region) {
            cluster.failApply(region);
        }

        private TestTikv at(StoreId store) {
            return cluster.stores().stream()
                    .filter(candidate -> candidate.id().equals(store))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            connection.close();
            cluster.close();
        }
    }
}
