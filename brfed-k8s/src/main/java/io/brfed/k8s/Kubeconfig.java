package io.brfed.k8s;

import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.k8s.internal.kubeconfig.ContextClients;
import io.brfed.k8s.internal.kubeconfig.KubeconfigSource;
import io.brfed.k8s.internal.kubeconfig.UnusableContextException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A kubeconfig file: every context in it is a usable cluster under its context name, which is the
 * {@code k8sClusterName} of the published manifests.
 *
 * <pre>{@code
 * try (Kubeconfig kubeconfig = Kubeconfig.load(Path.of("kubeconfig"))) {
 *     KubernetesCluster a = kubeconfig.cluster("k8s-a");
 * }
 * }</pre>
 *
 * <p>Loading connects to nobody and runs nothing. The file, and the token, certificate and key files it names, are looked
 * at before each request, and once more when a server answers 401: rotated credentials, moved servers and new contexts
 * are used without a restart. A change that makes the file unreadable leaves its last content in use. A context that
 * cannot be used does not disturb the others; it is reported when it is used.
 *
 * <p>Known are bearer tokens ({@code token}, {@code tokenFile}), client certificates, name and password, impersonation
 * ({@code as}, {@code as-uid}, {@code as-groups}) and exec plug-ins of the versions {@code v1} and {@code v1beta1}.
 * A plug-in gets no input; its error output goes to that of this process; what it printed is used until its
 * {@code expirationTimestamp} or the first 401. {@code auth-provider}, {@code as-user-extra} and plug-ins that need a
 * terminal are refused. {@code current-context} has no meaning here.
 *
 * <p>It owns the clusters it hands out, with their connections, watches and threads (see {@link KubernetesCluster}), the
 * same instance for the same context each time; {@link #close} closes all of them, so close it after the last operation on
 * any of them has ended. It has no threads of its own: files are read and plug-ins run on the threads of the cluster that
 * needs them. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Kubeconfig implements AutoCloseable {
    private static final String FIELD = "kubeconfig";

    private final KubeconfigSource source;
    private final Settings settings;
    private final Map<String, KubernetesCluster> clusters = new TreeMap<>();
    private boolean closed;

    private Kubeconfig(KubeconfigSource source, Settings settings) {
        this.source = source;
        this.settings = settings;
    }

    /**
     * Reads a kubeconfig, with the defaults of {@link #from}.
     *
     * @throws InvalidRequestException if the file cannot be read or is no kubeconfig
     */
    public static Kubeconfig load(Path file) {
        return from(file).load();
    }

    /** Begins with a file; nothing is read yet. */
    public static Builder from(Path file) {
        return new Builder(Objects.requireNonNull(file, "file"));
    }

    /** The names of all contexts that the file has now, usable or not, in its order. */
    public List<String> contexts() {
        return source.names();
    }

    /**
     * The cluster of a context; nothing is connected yet. The name of the cluster is that of the context.
     *
     * @throws InvalidRequestException if there is no such context, or it cannot be used; the contexts there are are
     *     listed
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized KubernetesCluster cluster(String context) {
        Objects.requireNonNull(context, "context");
        if (closed) {
            throw new IllegalStateException("the kubeconfig " + source + " was closed; load it again");
        }
        problem("context", context).ifPresent(finding -> {
            throw new InvalidRequestException(List.of(finding));
        });
        return clusters.computeIfAbsent(context, name -> settings.open(source, name));
    }

    /**
     * Why a context cannot be used, if so.
     *
     * @param field what names the context, for the message
     */
    Optional<Finding> problem(String field, String context) {
        return source.problem(context)
                .map(problem -> Finding.fault(field, context, problem, "contexts: " + String.join(", ", contexts())));
    }

    /** Closes every cluster that was handed out. Idempotent; does not wait. */
    @Override
    public synchronized void close() {
        closed = true;
        clusters.values().forEach(KubernetesCluster::close);
    }

    /** The file and its contexts; never a secret. */
    @Override
    public String toString() {
        return "Kubeconfig " + source + " " + contexts();
    }

    /**
     * Collects the settings of a {@link Kubeconfig}, which hold for all its clusters. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final Duration DEFAULT_PLUGIN_TIMEOUT = Duration.ofSeconds(20);

        private final Path file;
        private Duration pluginTimeout = DEFAULT_PLUGIN_TIMEOUT;
        private Optional<Duration> connectTimeout = Optional.empty();
        private Optional<Duration> requestTimeout = Optional.empty();

        private Builder(Path file) {
            this.file = file;
        }

        /** Sets how long an exec plug-in may take before it is ended. Default: 20 seconds. */
        public Builder pluginTimeout(Duration value) {
            pluginTimeout = positive("pluginTimeout", value);
            return this;
        }

        /** Sets {@link KubernetesCluster.Builder#connectTimeout}. */
        public Builder connectTimeout(Duration value) {
            connectTimeout = Optional.of(positive("connectTimeout", value));
            return this;
        }

        /** Sets {@link KubernetesCluster.Builder#requestTimeout}, which includes the time a plug-in takes. */
        public Builder requestTimeout(Duration value) {
            requestTimeout = Optional.of(positive("requestTimeout", value));
            return this;
        }

        /**
         * Reads the file.
         *
         * @throws InvalidRequestException if the file cannot be read or is no kubeconfig
         */
        public Kubeconfig load() {
            try {
                return new Kubeconfig(
                        KubeconfigSource.of(file), new Settings(pluginTimeout, connectTimeout, requestTimeout));
            } catch (IllegalArgumentException e) {
                throw refused(String.valueOf(e.getMessage()));
            } catch (UnusableContextException e) {
                throw refused("cannot be read");
            }
        }

        private InvalidRequestException refused(String problem) {
            return new InvalidRequestException(List.of(Finding.fault(
                    FIELD, file.toString(), problem, "name a kubeconfig with one context for each member cluster")));
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be longer than zero, is " + value);
            }
            return value;
        }
    }

    /** What holds for all clusters. */
    private record Settings(
            Duration pluginTimeout, Optional<Duration> connectTimeout, Optional<Duration> requestTimeout) {
        KubernetesCluster open(KubeconfigSource source, String context) {
            KubernetesCluster.Builder cluster =
                    KubernetesCluster.of(context, ContextClients.of(source, context, pluginTimeout));
            connectTimeout.ifPresent(cluster::connectTimeout);
            requestTimeout.ifPresent(cluster::requestTimeout);
            return cluster.open();
        }
    }
}
