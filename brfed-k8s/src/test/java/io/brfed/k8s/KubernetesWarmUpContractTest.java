package io.brfed.k8s;

import io.brfed.api.TidbClusterRef;
import io.brfed.spi.VolumeWarmUp;
import io.brfed.testkit.contract.VolumeWarmUpContract;
import io.brfed.testkit.contract.VolumeWarmUpFixture;
import io.brfed.testkit.kubernetes.Verb;
import java.util.List;
import java.util.concurrent.CompletionStage;

class KubernetesWarmUpContractTest extends VolumeWarmUpContract {
    @Override
    protected VolumeWarmUpFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements VolumeWarmUpFixture {
        private final AccessFixture fixture = AccessFixture.v1();
        private final JobFixture jobs = new JobFixture(fixture.server());
        private final VolumeWarmUp warmUp =
                KubernetesWarmUp.on(fixture.cluster()).image("warm:1").build();

        @Override
        public VolumeWarmUp warmUp() {
            return warmUp;
        }

        @Override
        public TidbClusterRef tidbCluster() {
            return AccessFixture.TIDB_CLUSTER;
        }

        private String job(String pod) {
            return jobs.names().stream()
                    .filter(name -> name.contains(pod))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void succeed(String pod) {
            jobs.succeed(job(pod));
        }

        @Override
        public void fail(String pod, String text) {
            jobs.pod(job(pod), "");
            jobs.log(job(pod), text);
            jobs.fail(job(pod), "BackoffLimitExceeded", "");
        }

        @Override
        public List<String> pods() {
            return jobs.names().stream()
                    .map(name -> jobs.job(name)
                            .at("/metadata/labels/tidb.pingcap.com~1warm-up-pod")
                            .asText())
                    .toList();
        }

        @Override
        public void refuseNext() {
            fixture.server().faults().on(Verb.CREATE, "jobs").times(1).fail(403);
        }

        @Override
        public <T> T await(CompletionStage<T> stage) {
            return fixture.await(stage);
        }

        @Override
        public void close() {
            fixture.close();
        }
    }
}
