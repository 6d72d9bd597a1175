package io.brfed.k8s;

import io.brfed.api.Finding;
import io.brfed.k8s.internal.job.BrCheck;
import io.brfed.k8s.internal.job.BrRun;
import io.brfed.k8s.internal.job.BrSettings;
import io.brfed.k8s.internal.job.BrSettings.Pace;
import io.brfed.k8s.internal.job.BrSettings.Storage;
import io.brfed.k8s.internal.job.PodSettings;
import io.brfed.spi.DataRecovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Recovers the data by BR, which runs as a Kubernetes job in one cluster, beside PD and TiKV: for hosts that do not reach the
 * stores themselves, and for clusters with TiFlash.
 *
 * <pre>{@code
 * DataRecovery recovery = BrJobRecovery.on(kubeconfig.cluster("k8s-a"))
 *     .image("pingcap/br:v7.5.3")
 *     .region("us-west-2")
 *     .build();
 * }</pre>
 *
 * It needs what {@link DirectRbac#recoveryByBr()} writes down. The job carries the restore's stamp and is named after it, so
 * that another process finds it; a job that failed stays for a day, to be read. BR tries nothing twice: after a failure the
 * next beginning makes another job, three in all.
 *
 * <p>Immutable, safe for use by several threads. It owns nothing: the {@link KubernetesCluster} does.
 *
 * @since 0.1.0
 */
public final class BrJobRecovery implements DataRecovery {
    private final KubernetesCluster cluster;
    private final BrSettings settings;

    private BrJobRecovery(KubernetesCluster cluster, BrSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    /**
     * Begins the settings of a recovery in one cluster.
     *
     * @param cluster stays the caller's, who closes it when no operation uses it any more
     */
    public static Builder on(KubernetesCluster cluster) {
        return new Builder(Objects.requireNonNull(cluster, "cluster"));
    }

    /** {@code br}. */
    @Override
    public String name() {
        return "br";
    }

    /** BR takes TiFlash's replicas away itself and sets them again. */
    @Override
    public boolean recoversTiflash() {
        return true;
    }

    @Override
    public CompletionStage<List<Finding>> check(Task task, Duration limit) {
        return new BrCheck(cluster.server(), settings).of(task, limit);
    }

    @Override
    public Running begin(Task task, Notebook notebook) {
        return BrRun.begin(cluster.server(), settings, task, notebook);
    }

    /** The image and the cluster. */
    @Override
    public String toString() {
        return "BrJobRecovery by " + settings.pods().image() + " on " + cluster;
    }

    /**
     * Collects the settings. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final Duration LONGEST = Duration.ofHours(12);
        private static final Duration MAX_POLL = Duration.ofMinutes(1);

        private final KubernetesCluster cluster;
        private final List<String> options = new ArrayList<>();
        private Optional<PodSettings> pods = Optional.empty();
        private Duration deadline = LONGEST;
        private Optional<String> podSpec = Optional.empty();
        private Optional<String> container = Optional.empty();
        private String program = "/br";
        private Storage storage = new Storage(Optional.empty(), Optional.empty(), Optional.empty());
        private Optional<String> pd = Optional.empty();
        private Pace pace = Pace.DEFAULT;

        private Builder(KubernetesCluster cluster) {
            this.cluster = cluster;
        }

        /** Sets the image with BR, of the version of the TiDB cluster that is restored, for example {@code pingcap/br:v7.5.3}. */
        public Builder image(String name) {
            pods = Optional.of(PodSettings.of(name, LONGEST));
            return this;
        }

        /** Sets the path of BR in the image. Default: {@code /br}. */
        public Builder program(String path) {
            program = Objects.requireNonNull(path, "path");
            return this;
        }

        /** Sets the region of the bucket. Default: BR's own. */
        public Builder region(String name) {
            storage = new Storage(Optional.of(name), storage.endpoint(), storage.secret());
            return this;
        }

        /** Sets another address than S3's own. */
        public Builder endpoint(String address) {
            storage = new Storage(storage.region(), Optional.of(address), storage.secret());
            return this;
        }

        /**
         * Sets the secret in the TidbCluster's namespace whose keys {@code access_key} and {@code secret_key} BR reads the
         * backup with, as for TiDB Operator. Default: none; the pod's service account must be enough then. Its values are
         * never read here.
         */
        public Builder secret(String name) {
            storage = new Storage(storage.region(), storage.endpoint(), Optional.of(name));
            return this;
        }

        /** Sets PD's address as BR's pod reaches it, {@code host:port}. Default: the service of the TidbCluster's PD. */
        public Builder pd(String address) {
            pd = Optional.of(address);
            return this;
        }

        /**
         * Adds an option of BR, for example {@code --log-level=debug}. It is readable for everybody who may read jobs, so that
         * options with keys are refused.
         */
        public Builder option(String text) {
            String name = text.toLowerCase(Locale.ROOT);
            if (!text.startsWith("--")
                    || name.contains("secret")
                    || name.contains("access-key")
                    || name.contains("token")) {
                throw new IllegalArgumentException("an option begins with -- and holds no key; set the secret instead");
            }
            options.add(text);
            return this;
        }

        /**
         * Sets fields of the pod's specification as YAML: {@code serviceAccountName}, {@code tolerations},
         * {@code nodeSelector}, {@code imagePullSecrets} and the like.
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

        /** Sets when Kubernetes ends the job. Default: 12 hours; 1 minute to 30 days. */
        public Builder deadline(Duration longest) {
            deadline = Objects.requireNonNull(longest, "longest");
            return this;
        }

        /** Sets how long its pod may take to start. Default: 10 minutes. */
        public Builder startWithin(Duration longest) {
            pace = new Pace(pace.poll(), Objects.requireNonNull(longest, "longest"), pace.attempts());
            return this;
        }

        /** Sets the time between two looks at the job. Default: 5 seconds; at most a minute. */
        public Builder poll(Duration time) {
            if (time.isNegative() || time.isZero() || time.compareTo(MAX_POLL) > 0) {
                throw new IllegalArgumentException(
                        "poll is " + time + "; it must be more than 0, and at most " + MAX_POLL);
            }
            pace = new Pace(time, pace.starting(), pace.attempts());
            return this;
        }

        /** Sets how many jobs there may be in all, also of later processes. Default: 3. */
        public Builder attempts(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("attempts is " + most + "; it must be 1 or more");
            }
            pace = new Pace(pace.poll(), pace.starting(), most);
            return this;
        }

        /**
         * The recovery.
         *
         * @throws IllegalStateException if there is no image
         */
        public BrJobRecovery build() {
            PodSettings made = pods.orElseThrow(() -> new IllegalStateException("set the image with BR"))
                    .withDeadline(deadline);
            made = podSpec.map(made::withSpec).orElse(made);
            made = container.map(made::withContainer).orElse(made);
            return new BrJobRecovery(cluster, new BrSettings(made, program, options, storage, pd, pace));
        }
    }
}
