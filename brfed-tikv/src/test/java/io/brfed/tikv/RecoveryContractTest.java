package io.brfed.tikv;

import io.brfed.api.StoreId;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.StoreRecovery;
import io.brfed.testkit.contract.RecoveryContract;
import io.brfed.testkit.contract.RecoveryFixture;
import io.brfed.tikv.testserver.TestVolumes;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

class RecoveryContractTest extends RecoveryContract {
    @Override
    protected RecoveryFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements RecoveryFixture {
        private static final int REGIONS = 8;

        private final RecoveringCluster recovering = RecoveringCluster.of(TestVolumes.of(3, REGIONS));

        @Override
        public PdClient pd() {
            return recovering.connection().pd();
        }

        @Override
        public PdRecovery pdRecovery() {
            return recovering.connection().pdRecovery();
        }

        @Override
        public StoreRecovery stores() {
            return recovering.connection().storeRecovery();
        }

        @Override
        public int regions() {
            return REGIONS;
        }

        @Override
        public void startAnew(StoreId store) {
            recovering.cluster().restart(recovering.tikv(store));
        }

        @Override
        public void answerNext(RegionRoute.RegionAt region, StoreRecovery.Answer answer) {
            answer.leader()
                    .ifPresentOrElse(
                            leader -> recovering.cluster().nameLeaderNext(region.id(), leader),
                            () -> recovering.cluster().answerNext(region.id(), answer.what()));
        }

        @Override
        public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
            return Waiting.await(stage);
        }

        @Override
        public void close() {
            recovering.close();
        }
    }
}
