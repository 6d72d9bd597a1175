package io.brfed.testkit.direct;

import io.brfed.api.StoreId;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.StoreRecovery;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.RecoveryContract;
import io.brfed.testkit.contract.RecoveryFixture;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

class FakeRecoveryContractTest extends RecoveryContract {
    @Override
    protected RecoveryFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements RecoveryFixture {
        private static final Duration SENSIBLE = Duration.ofMinutes(5);

        private final VirtualTime time = VirtualTime.create();
        private final FakeRecoveringTidb tidb = FakeRecoveringTidb.of(time, 3, 6);
        private final FakePdClient pd = FakePdClient.on(time, tidb);
        private final FakePdRecovery recovery =
                FakePdRecovery.of(time, pd).bootstrapped().marked();

        @Override
        public PdClient pd() {
            return pd;
        }

        @Override
        public PdRecovery pdRecovery() {
            return recovery;
        }

        @Override
        public StoreRecovery stores() {
            return tidb;
        }

        @Override
        public int regions() {
            return 6;
        }

        @Override
        public void startAnew(StoreId store) {
            tidb.startsAnew(store);
        }

        @Override
        public void answerNext(RegionRoute.RegionAt region, StoreRecovery.Answer answer) {
            tidb.answersNext(region.id(), answer);
        }

        @Override
        public <T> T await(CompletionStage<T> stage) {
            return time.await(stage, SENSIBLE);
        }

        @Override
        public void close() {}
    }
}
