package io.brfed.testkit.direct;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.RestoreAccess;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.RestoreAccessContract;
import io.brfed.testkit.contract.RestoreAccessFixture;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

class FakeRestoreAccessContractTest extends RestoreAccessContract {
    @Override
    protected RestoreAccessFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements RestoreAccessFixture {
        private static final Duration SENSIBLE = Duration.ofSeconds(30);
        private static final TidbClusterRef COPY = new TidbClusterRef("tidb", "copy");

        private final VirtualTime time = VirtualTime.create();
        private final FakeRestoreAccess access =
                FakeRestoreAccess.of(COPY, time).replicas(2).startTime(Duration.ofHours(1));

        @Override
        public RestoreAccess access() {
            return access;
        }

        @Override
        public TidbClusterRef tidbCluster() {
            return COPY;
        }

        @Override
        public BoundVolume volume(OperationId restore, int ordinal, VolumeId volume) {
            String claim = "tikv-" + pod(ordinal);
            return new BoundVolume("tidb", claim, "pvc-of-" + restore + "-" + claim, volume, "{}", "{}");
        }

        private static String pod(int ordinal) {
            return "copy-tikv-" + ordinal;
        }

        @Override
        public void createClaim(String name) {
            access.hasClaim(name);
        }

        @Override
        public void use(BoundVolume volume) {
            access.hasPod(volume.claim().substring("tikv-".length()));
        }

        @Override
        public void runPod(int ordinal) {
            access.hasPod(pod(ordinal));
        }

        @Override
        public void endPod(int ordinal) {
            access.losesPod(pod(ordinal));
        }

        @Override
        public void leaveRecovery() {
            access.normal();
        }

        @Override
        public void deleteTidbCluster() {
            access.deleteTidbCluster();
        }

        @Override
        public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
            return time.await(stage, SENSIBLE);
        }

        @Override
        public void close() {}
    }
}
