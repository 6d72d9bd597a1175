package io.brfed.testkit.direct;

import io.brfed.api.TidbClusterRef;
import io.brfed.spi.ClusterAccess;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.ClusterAccessContract;
import io.brfed.testkit.contract.ClusterAccessFixture;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

class FakeClusterAccessContractTest extends ClusterAccessContract {
    @Override
    protected ClusterAccessFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements ClusterAccessFixture {
        private final VirtualTime time = VirtualTime.create();
        private final FakeClusterAccess access = FakeClusterAccess.of(
                FakeTikvLayout.named("k8s-a").stores(1, 2, 3).volume("raft-engine.dir", "/var/lib/raft"), time);

        @Override
        public ClusterAccess access() {
            return access;
        }

        @Override
        public TidbClusterRef tidbCluster() {
            return access.layout().reference();
        }

        @Override
        public <T> T await(CompletionStage<T> stage) {
            return time.await(stage, Duration.ofMinutes(1));
        }

        @Override
        public void damage(ClusterFault fault) {
            access.has(fault);
        }

        @Override
        public void takeRightAway() {
            access.lacksRight("list pods");
        }

        @Override
        public void cutOff() {
            access.refusesConnections();
        }

        @Override
        public void silence() {
            access.becomesUnreachable();
        }

        @Override
        public void reconnect() {
            access.comesBack();
        }

        @Override
        public void close() {}
    }
}
