package io.brfed.k8s;

import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.ClientSource;
import io.brfed.k8s.internal.ClientSources;
import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * One Kubernetes cluster as the operator plane reaches it: its API server, the connections to it and the watches that
 * all operations share. Usually a {@code Kubeconfig} makes it, one for each context; {@link #at} and {@link #ofClient}
 * make one by hand.
 *
 * <pre>{@code
 * try (KubernetesCluster cluster = KubernetesCluster.at("http://127.0.0.1:8001").open()) {
 *     DataPlane plane = OperatorDataPlane.on(cluster).storage(storage).build();
 * }
 * }</pre>
 *
 * It owns its connections, its watches and its threads (all daemons, at most 32 for requests, one for each watch and one
 * timer; none while there is nothing to do). There is one watch for each kind and namespace, whatever the number of
 * operations; it runs while somebody is subscribed. {@link #close} ends them; calls under way then fail. Whoever opened it
 * closes it, after the last operation on it has ended. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class KubernetesCluster implements AutoCloseable {
    private final ApiServer server;

    private KubernetesCluster(ApiServer server) {
        this.server = server;
    }

    /**
     * Begins a cluster whose API server has a certificate that the JDK trusts, or none.
     *
     * @param serverUrl for example {@code https://10.0.0.1:6443}
     */
    public static Builder at(String serverUrl) {
        return new Builder(serverUrl, serverUrl);
    }

    /**
     * Begins a cluster with clients of the Kubernetes client library, for what {@link #at} and a kubeconfig cannot
     * express. Authentication, TLS and interceptors of the client are used; its time-outs are not.
     *
     * @param clients asked for a client at the first request, and for a new one when the server no longer accepts the
     *     credentials; may block
     */
    public static Builder ofClient(Supplier<ApiClient> clients) {
        return of("kubernetes", ClientSources.supplied(clients));
    }

    /** Begins a cluster whose clients come from the given source. */
    static Builder of(String name, ClientSource source) {
        return new Builder(name, source);
    }

    /** What it is called in messages and thread names. */
    public String name() {
        return server.name();
    }

    ApiServer server() {
        return server;
    }

    /** Ends watches, connections and threads. Idempotent; does not wait. */
    @Override
    public void close() {
        server.close();
    }

    /** The name. */
    @Override
    public String toString() {
        return name();
    }

    /**
     * Collects the settings of a {@link KubernetesCluster}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
        private static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);
        private static final Duration DEFAULT_WATCH_PROBE = Duration.ofSeconds(5);

        private final Object origin;
        private String name;
        private Supplier<String> token = () -> "";
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
        private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
        private Duration watchProbe = DEFAULT_WATCH_PROBE;

        private Builder(String name, Object origin) {
            this.name = Objects.requireNonNull(name, "name");
            this.origin = Objects.requireNonNull(origin, "origin");
        }

        /** Sets what it is called in messages and thread names. Default: the server's URL. */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets where the bearer token comes from; asked before each request, so it must be quick. Default: no token.
         *
         * @throws IllegalStateException if the cluster was begun with {@link #ofClient}, whose clients authenticate
         *     themselves
         */
        public Builder bearerToken(Supplier<String> value) {
            if (!(origin instanceof String)) {
                throw new IllegalStateException(
                        "bearerToken and ofClient exclude each other: give the token to the client");
            }
            token = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets how long connecting may take. Default: 5 seconds. */
        public Builder connectTimeout(Duration value) {
            connectTimeout = positive("connectTimeout", value);
            return this;
        }

        /**
         * Sets how long one request may take, from connecting to the last byte of the answer; a call whose own limit is
         * shorter ends earlier. Default: 30 seconds.
         */
        public Builder requestTimeout(Duration value) {
            requestTimeout = positive("requestTimeout", value);
            return this;
        }

        /**
         * Sets how often a live watch is compared with what the server lists, so that one that has gone silent is
         * noticed. Default: 5 seconds; one small request each time, only while somebody is subscribed.
         */
        public Builder watchProbe(Duration value) {
            watchProbe = positive("watchProbe", value);
            return this;
        }

        /** The cluster. Nothing is connected yet. */
        public KubernetesCluster open() {
            ClientSource source =
                    origin instanceof ClientSource given ? given : ClientSources.at(origin.toString(), token);
            return new KubernetesCluster(
                    new ApiServer(name, source, new ApiServer.Timing(connectTimeout, requestTimeout, watchProbe)));
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be longer than zero, is " + value);
            }
            return value;
        }
    }
}
