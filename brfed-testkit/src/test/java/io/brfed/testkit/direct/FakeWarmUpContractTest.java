package io.brfed.testkit.direct;

import io.brfed.api.TidbClusterRef;
import io.brfed.spi.VolumeWarmUp;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.VolumeWarmUpContract;
import io.brfed.testkit.contract.VolumeWarmUpFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

class FakeWarmUpContractTest extends VolumeWarmUpContract {
    @Override
    protected VolumeWarmUpFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements VolumeWarmUpFixture {
        private final VirtualTime time = VirtualTime.create();
        private final FakeWarmUp fake = FakeWarmUp.create(time);

        @Override
        public VolumeWarmUp warmUp() {
            return fake;
        }

        @Override
        public TidbClusterRef tidbCluster() {
            return new TidbClusterRef("tidb", "prod");
        }

        @Override
        public void succeed(String pod) {
            fake.succeeds(pod);
        }

        @Override
        public void fail(String pod, String text) {
            fake.fails(pod, text);
        }

        @Override
        public List<String> pods() {
            return fake.pods();
        }

        @Override
        public void refuseNext() {
            fake.refusesNext();
        }

        @Override
        public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
            return time.await(stage, Duration.ofMinutes(1));
        }

        @Override
        public void close() {}
    }
}
