package io.brfed.testkit.direct;

import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.StorePreparation;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.StorePreparationContract;
import io.brfed.testkit.contract.StorePreparationFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

class FakeTikvStoresContractTest extends StorePreparationContract {
    @Override
    protected StorePreparationFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements StorePreparationFixture {
        private static final Duration SENSIBLE = Duration.ofMinutes(1);

        private final VirtualTime time = VirtualTime.create();
        private final FakeTopology topology = FakeTopology.of(time, 3, 6);
        private final FakeTikvStores stores = FakeTikvStores.on(time, topology);

        @Override
        public StorePreparation preparation() {
            return stores;
        }

        @Override
        public List<PdStore> stores() {
            return topology.stores();
        }

        @Override
        public List<RegionRoute> regions() {
            return topology.regions();
        }

        @Override
        public <T> T await(CompletionStage<T> stage) {
            return time.await(stage, SENSIBLE);
        }

        @Override
        public void passTime(Duration by) {
            time.advance(by);
        }

        @Override
        public Duration leaseLeft(StoreId store) {
            return stores.leaseLeft(store);
        }

        @Override
        public void restart(StoreId store) {
            stores.restarts(store);
        }

        @Override
        public void cutOff(StoreId store) {
            stores.becomesUnreachable(store);
        }

        @Override
        public void reconnect(StoreId store) {
            stores.comesBack(store);
        }

        @Override
        public void removeLeases(StoreId store) {
            stores.hasNoLeases(store);
        }

        @Override
        public void beginChange(long region) {
            topology.beginChange(region);
        }

        @Override
        public void endChange(long region) {
            topology.endChange(region);
        }

        @Override
        public void moveLeader(long region) {
            topology.moveLeader(region);
        }

        @Override
        public void failApply(long region) {
            stores.failsApply(region);
        }

        @Override
        public void close() {}
    }
}
