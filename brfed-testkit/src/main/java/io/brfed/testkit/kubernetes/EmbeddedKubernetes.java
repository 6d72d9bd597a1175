package io.brfed.testkit.kubernetes;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A Kubernetes API server in memory that speaks real HTTP/1.1 on a free port of the loopback interface, for tests of
 * programs that use the official client. It knows the kinds of {@link TidbOperatorCrds} and the core kinds namespaces,
 * pods, nodes, events, secrets, configmaps, serviceaccounts, persistentvolumeclaims, persistentvolumes, services, jobs,
 * statefulsets and leases. It has no controllers and no admission but the schemas: nothing runs a pod.
 *
 * <p>Several can run in one JVM; each starts in milliseconds. A server uses at most 256 daemon threads, one for each
 * open watch and for each request being served, and gives them back when idle. Safe for use by several threads. Close
 * it when done: its port and threads are freed and its clients cut off.
 *
 * <p>Known differences from a real server: a strategic merge patch is applied as a JSON merge patch, server-side apply
 * is refused (415), CEL rules of schemas are not evaluated, and deletion never waits for a grace period.
 *
 * <pre>{@code
 * try (EmbeddedKubernetes server = EmbeddedKubernetes.named("k8s-a").namespaces("tidb").start()) {
 *     server.faults().on(Verb.PATCH, "backups").fail(409);
 *     Files.writeString(kubeconfig, server.kubeconfig("k8s-a"));
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class EmbeddedKubernetes implements AutoCloseable {

    private final ServerParts parts;
    private final ApiHandler handler;
    private final KubernetesObjects objects;

    private EmbeddedKubernetes(ServerParts parts) {
        this.parts = parts;
        this.handler = new ApiHandler(parts);
        this.objects = new KubernetesObjects(parts.kinds(), parts.store(), parts.writes());
    }

    /**
     * Starts a server with all defaults, called {@code embedded}.
     *
     * @return the running server
     */
    public static EmbeddedKubernetes start() {
        return named("embedded").start();
    }

    /**
     * Begins to describe a server.
     *
     * @param name what messages and threads call it
     * @return its builder
     */
    public static Builder named(String name) {
        return new Builder(Objects.requireNonNull(name, "name"));
    }

    /**
     * Writes a kubeconfig for several servers: one context for each, under the name of the server.
     *
     * @param servers the servers; their names must differ
     * @return the text of the file; the first context is the current one
     */
    public static String kubeconfig(List<EmbeddedKubernetes> servers) {
        Map<String, EmbeddedKubernetes> contexts = new LinkedHashMap<>();
        for (EmbeddedKubernetes server : servers) {
            if (contexts.put(server.name(), server) != null) {
                throw new IllegalArgumentException("two servers are called '" + server.name() + "'");
            }
        }
        return KubeconfigText.of(contexts);
    }

    /**
     * Writes a kubeconfig for this server.
     *
     * @param contextName name of its only context
     * @return the text of the file, with the bearer token that was demanded last, if any
     */
    public String kubeconfig(String contextName) {
        return KubeconfigText.of(Map.of(Objects.requireNonNull(contextName, "contextName"), this));
    }

    /**
     * Returns the name.
     *
     * @return what messages call the server
     */
    public String name() {
        return parts.settings().name();
    }

    /**
     * Returns the address.
     *
     * @return such as {@code http://127.0.0.1:40001}, without a slash at the end
     */
    public String url() {
        return parts.front().url();
    }

    /**
     * Returns the bearer token to use.
     *
     * @return the token that was demanded last and is still accepted, empty if none is
     */
    public Optional<String> token() {
        return parts.tokens().current();
    }

    /**
     * Returns the objects, to prepare and to look at without HTTP.
     *
     * @return the objects of this server
     */
    public KubernetesObjects objects() {
        return objects;
    }

    /**
     * Returns what makes this server misbehave.
     *
     * @return the faults of this server
     */
    public Faults faults() {
        return parts.faults();
    }

    /**
     * Returns who may do what.
     *
     * @return the access rules of this server; everything is allowed at first
     */
    public AccessRules access() {
        return parts.access();
    }

    /**
     * Returns what pods have written.
     *
     * @return the logs of this server's pods, empty at first
     */
    public PodLogs logs() {
        return parts.logs();
    }

    /**
     * Returns what this server was asked.
     *
     * @return the requests so far
     */
    public RequestJournal requests() {
        return parts.journal();
    }

    /** Stops serving and cuts all connections; safe to repeat. */
    @Override
    public void close() {
        handler.close();
        parts.watches().cutAll();
        parts.front().close();
    }

    @Override
    public String toString() {
        return name() + " at " + url();
    }

    /**
     * Describes a server to be started. Not safe for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {

        private static final int DEFAULT_HISTORY = 10_000;
        private static final Duration DEFAULT_BOOKMARKS = Duration.ofSeconds(60);

        private final String name;
        private final List<CrdSchema> schemas = new ArrayList<>(TidbOperatorCrds.all());
        private final Set<String> namespaces = new LinkedHashSet<>(List.of("default", "kube-system"));
        private Clock clock = Clock.systemUTC();
        private int history = DEFAULT_HISTORY;
        private Duration bookmarks = DEFAULT_BOOKMARKS;
        private boolean checkNamespaces = true;
        private boolean collectGarbage;
        private Gone gone = Gone.AS_EVENT;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Adds kinds; one that is known already is replaced.
         *
         * @param added their CRD documents
         * @return this
         */
        public Builder crds(CrdSchema... added) {
            for (CrdSchema schema : added) {
                schemas.removeIf(known ->
                        known.group().equals(schema.group()) && known.plural().equals(schema.plural()));
                schemas.add(schema);
            }
            return this;
        }

        /**
         * Leaves out all kinds of TiDB Operator, as on a cluster where its CRDs are not installed.
         *
         * @return this
         */
        public Builder withoutTidbOperator() {
            schemas.removeAll(TidbOperatorCrds.all());
            return this;
        }

        /**
         * Makes namespaces, besides {@code default} and {@code kube-system}.
         *
         * @param added their names
         * @return this
         */
        public Builder namespaces(String... added) {
            namespaces.addAll(List.of(added));
            return this;
        }

        /**
         * Lets objects be made in namespaces that do not exist. Default: answered with 404, as a real server does.
         *
         * @return this
         */
        public Builder anyNamespace() {
            checkNamespaces = false;
            return this;
        }

        /**
         * Deletes objects when the last of their owners is gone. Default: off, as this is a controller's work.
         *
         * @return this
         */
        public Builder collectGarbage() {
            collectGarbage = true;
            return this;
        }

        /**
         * Sets how many writes a watch can go back. Default: 10,000. Fewer make watches expire.
         *
         * @param writes the number, 1 or more
         * @return this
         */
        public Builder history(int writes) {
            if (writes < 1) {
                throw new IllegalArgumentException("writes must be at least 1, was " + writes);
            }
            history = writes;
            return this;
        }

        /**
         * Sets how often a quiet watch that asked for bookmarks gets one. Default: 60 seconds.
         *
         * @param interval positive
         * @return this
         */
        public Builder bookmarkInterval(Duration interval) {
            if (interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException("interval must be positive, was " + interval);
            }
            bookmarks = interval;
            return this;
        }

        /**
         * Sets where creationTimestamp and deletionTimestamp come from. Default: the system's clock.
         *
         * @param source the clock
         * @return this
         */
        public Builder clock(Clock source) {
            clock = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets how a watch from a forgotten version is refused. Default: {@link Gone#AS_EVENT}.
         *
         * @param style how it is told
         * @return this
         */
        public Builder gone(Gone style) {
            gone = Objects.requireNonNull(style, "style");
            return this;
        }

        /**
         * Starts the server.
         *
         * @return the running server
         */
        public EmbeddedKubernetes start() {
            ServerSettings settings =
                    new ServerSettings(name, clock, history, bookmarks, checkNamespaces, collectGarbage, gone);
            EmbeddedKubernetes server =
                    new EmbeddedKubernetes(ServerParts.assemble(settings, new ResourceKinds(schemas)));
            namespaces.forEach(namespace -> server.objects.create(namespaceObject(namespace)));
            server.parts.front().start(server.handler);
            return server;
        }

        private static String namespaceObject(String namespace) {
            var object = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
            object.putObject("metadata").put("name", namespace);
            return object.toString();
        }
    }
}
