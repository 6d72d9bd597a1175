package io.brfed.k8s;

import io.brfed.api.Finding;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.job.PodSettings;
import io.brfed.k8s.internal.job.WarmUpCalls;
import io.brfed.spi.VolumeWarmUp;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Warms up volumes by Kubernetes jobs with TiDB Operator's warm-up image, one for each TiKV store.
 *
 * <pre>{@code
 * VolumeWarmUp warmUp = KubernetesWarmUp.on(kubeconfig.cluster("k8s-a")).image("pingcap/tidb-backup-manager-warmup:v1.6.3").build();
 * }</pre>
 *
 * It needs what {@link DirectRbac#warmUps()} writes down. The jobs carry the restore's stamp; their containers are privileged,
 * because they read block devices. A job that failed once more after its first failure is told as failed, with what it wrote
 * last.
 *
 * <p>Immutable, safe for use by several threads. It owns nothing: the {@link KubernetesCluster} does.
 *
 * @since 0.1.0
 */
public final class KubernetesWarmUp implements VolumeWarmUp {
    private final KubernetesCluster cluster;
    private final WarmUpCalls calls;

    private KubernetesWarmUp(KubernetesCluster cluster, PodSettings settings) {
        this.cluster = cluster;
        this.calls = new WarmUpCalls(cluster.server(), settings);
    }

    /**
     * Begins the settings of warm-ups in one cluster.
     *
     * @param cluster stays the caller's, who closes it when no operation uses it any more
     */
    public static Builder on(KubernetesCluster cluster) {
        return new Builder(Objects.requireNonNull(cluster, "cluster"));
    }

    @Override
    public CompletionStage<List<Finding>> check(TidbClusterRef tidbCluster, Duration limit) {
        return calls.check(tidbCluster, limit);
    }

    @Override
    public CompletionStage<Void> begin(Request request, Duration limit) {
        return calls.begin(request, limit);
    }

    @Override
    public CompletionStage<List<Progress>> observe(Request request, Duration limit) {
        return calls.observe(request, limit);
    }

    @Override
    public CompletionStage<List<String>> end(Request request, Duration limit) {
        return calls.end(request, limit);
    }

    /** The cluster it works in. */
    @Override
    public String toString() {
        return "KubernetesWarmUp on " + cluster;
    }

    /**
     * Collects the settings. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final Duration LONGEST = Duration.ofDays(2);

        private final KubernetesCluster cluster;
        private Optional<PodSettings> pods = Optional.empty();
        private Duration deadline = LONGEST;
        private Optional<String> podSpec = Optional.empty();
        private Optional<String> container = Optional.empty();

        private Builder(KubernetesCluster cluster) {
            this.cluster = cluster;
        }

        /** Sets the image with TiDB Operator's {@code /warmup_steps}. */
        public Builder image(String name) {
            pods = Optional.of(PodSettings.of(name, LONGEST));
            return this;
        }

        /** Sets when Kubernetes ends a job. Default: 2 days; 1 minute to 30 days. */
        public Builder deadline(Duration longest) {
            deadline = Objects.requireNonNull(longest, "longest");
            return this;
        }

        /**
         * Sets fields of the pods' specification as YAML: {@code serviceAccountName}, {@code imagePullSecrets} and the like.
         * {@code nodeSelector}, {@code affinity} and {@code tolerations} are TiKV's own unless they are set here.
         */
        public Builder podSpec(String yaml) {
            podSpec = Optional.of(yaml);
            return this;
        }

        /** Sets fields of the container as YAML: {@code resources}, {@code env} and the like. */
        public Builder container(String yaml) {
            container = Optional.of(yaml);
            return this;
        }

        /**
         * The warm-up.
         *
         * @throws IllegalStateException if there is no image
         */
        public KubernetesWarmUp build() {
            PodSettings made = pods.orElseThrow(() -> new IllegalStateException("set the warm-up image"))
                    .withDeadline(deadline);
            made = podSpec.map(made::withSpec).orElse(made);
            made = container.map(made::withContainer).orElse(made);
            return new KubernetesWarmUp(cluster, made);
        }
    }
}
