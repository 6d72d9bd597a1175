package io.brfed.k8s;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.RestoreAccess;
import io.brfed.testkit.contract.RestoreAccessContract;
import io.brfed.testkit.contract.RestoreAccessFixture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

class KubernetesRestoreAccessContractTest extends RestoreAccessContract {
    @Override
    protected RestoreAccessFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements RestoreAccessFixture {
        private static final TidbClusterRef COPY = new TidbClusterRef("tidb", "copy");

        private final AccessFixture system = AccessFixture.v1();

        Fixture() {
            system.server().objects().create("""
                    {"apiVersion":"pingcap.com/v1alpha1","kind":"TidbCluster","metadata":{"name":"copy","namespace":"tidb"},
                     "spec":{"version":"v7.5.3","recoveryMode":true,"pd":{"replicas":3},"tidb":{"replicas":2},
                       "tikv":{"replicas":2}}}""");
        }

        @Override
        public RestoreAccess access() {
            return KubernetesRestoreAccess.on(system.cluster());
        }

        @Override
        public TidbClusterRef tidbCluster() {
            return COPY;
        }

        @Override
        public BoundVolume volume(OperationId restore, int ordinal, VolumeId volume) {
            String claim = "tikv-copy-tikv-" + ordinal;
            String name = "pvc-of-" + restore + "-" + claim;
            String labels = "\"labels\":{\"" + BoundVolume.OPERATION_LABEL + "\":\"" + restore + "\"}";
            return new BoundVolume("tidb", claim, name, volume, """
                    {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"%s","namespace":"tidb",%s},
                     "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"volumeName":"%s"}}""".formatted(claim, labels, name), """
                    {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"%s",%s,
                       "annotations":{"%s":"%s"}},
                     "spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"csi":{"driver":"ebs.csi.aws.com","volumeHandle":"%s"}}}""".formatted(
                            name, labels, BoundVolume.VOLUME_ANNOTATION, volume, volume));
        }

        @Override
        public void createClaim(String name) {
            system.server().objects().create("""
                    {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"%s","namespace":"tidb"},
                     "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""".formatted(name));
        }

        @Override
        public void use(BoundVolume volume) {
            system.patch(
                    "persistentvolumeclaims",
                    volume.claim(),
                    "{\"metadata\":{\"finalizers\":[\"kubernetes.io/pvc-protection\"]}}");
        }

        @Override
        public void runPod(int ordinal) {
            system.server().objects().create("""
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"copy-tikv-%d","namespace":"tidb","labels":{
                       "app.kubernetes.io/name":"tidb-cluster","app.kubernetes.io/managed-by":"tidb-operator",
                       "app.kubernetes.io/instance":"copy","app.kubernetes.io/component":"tikv"}},
                     "spec":{"containers":[{"name":"tikv","image":"pingcap/tikv"}]}}""".formatted(ordinal));
        }

        @Override
        public void endPod(int ordinal) {
            system.server().objects().delete("pods", "tidb", "copy-tikv-" + ordinal);
        }

        @Override
        public void leaveRecovery() {
            system.patch("tidbclusters", "copy", "{\"spec\":{\"recoveryMode\":false}}");
        }

        @Override
        public void deleteTidbCluster() {
            system.server().objects().delete("tidbclusters", "tidb", "copy");
        }

        @Override
        public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
            return system.await(stage);
        }

        @Override
        public void close() {
            system.close();
        }
    }
}
