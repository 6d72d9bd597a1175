package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A simulated TiDB Operator v1, with the pods and jobs that it starts: it plays the data plane's part for {@code Backup}
 * and {@code Restore} objects of mode {@code volume-snapshot} on any Kubernetes API server, and sets their conditions in
 * the order of the real one. It answers at once and well, unless its {@link #script()} says otherwise. Nothing is
 * captured or restored; where the pause was held, and what was taken meanwhile, is told by
 * {@link SimulatedFederation#pauses()}.
 *
 * <pre>{@code
 * SimulatedFederation federation = SimulatedFederation.create();
 * try (SimulatedTidbOperator operator = federation.operator("k8s-a", server.uri()).start()) {
 *     operator.script().backup("fed-nightly").failsAt(BackupStage.SNAPSHOTS_TAKEN);
 *     …
 * }
 * }</pre>
 *
 * <p>It needs the kinds {@code Backup}, {@code Restore}, {@code TidbCluster}, {@code Job}, {@code Pod} and {@code Node},
 * each member's TidbCluster (see {@link #tidbCluster}), and nobody else who plays the job controller. It owns one timer
 * thread and up to four workers, all daemons, and sleeps while nothing changes. A request that fails is tried again for
 * ever. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SimulatedTidbOperator implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final String JOBS_OF_MEMBERS =
            "app.kubernetes.io%2Fmanaged-by%20in%20(backup-operator%2Crestore-operator)";
    private static final String PODS_OF_BACKUPS = "app.kubernetes.io%2Fmanaged-by%3Dbackup-operator";

    private final OperatorEnvironment environment;
    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final Map<String, MemberLane> lanes = new ConcurrentHashMap<>();
    private final List<ObjectWatch> watches = new ArrayList<>();

    private SimulatedTidbOperator(OperatorSettings settings, SimulatedFederation federation) {
        OperatorRuntime runtime = OperatorRuntime.start(settings.cluster());
        this.environment = new OperatorEnvironment(
                settings,
                new KubernetesHttp(settings.server(), settings.bearerToken(), settings.requestTimeout()),
                runtime,
                federation,
                new OperatorScript(this::wakeAll),
                new OperatorJournal(),
                alive::get);
    }

    /**
     * An operator on an API server.
     *
     * @param server base address, plain HTTP
     */
    public static Builder on(URI server) {
        return new Builder(server);
    }

    /**
     * A TidbCluster as JSON, to be put on an API server; see {@link SimulatedTidbCluster} for more.
     *
     * @param name its name
     * @param namespace its namespace
     * @param stores the ids of its TiKV stores
     * @param peerStores the ids of the stores that run in other Kubernetes clusters
     */
    public static String tidbCluster(String name, String namespace, List<Long> stores, List<Long> peerStores) {
        return SimulatedTidbCluster.named(name)
                .namespace(namespace)
                .stores(stores.stream().mapToLong(Long::longValue).toArray())
                .peerStores(peerStores.stream().mapToLong(Long::longValue).toArray())
                .toJson();
    }

    /**
     * Whether a simulated operator sent a request: so that a fault can cut off everybody else and leave the data plane
     * alone, or a test can count what others wrote.
     *
     * <pre>{@code
     * server.faults().onAny().when(request -> !SimulatedTidbOperator.sent(request)).always().hang();
     * }</pre>
     */
    public static boolean sent(RecordedRequest request) {
        return request.userAgent().equals(KubernetesHttp.USER_AGENT);
    }

    /** What it does with which member; may be changed at any time. */
    public OperatorScript script() {
        return environment.script();
    }

    /** The conditions that it has written. */
    public OperatorJournal journal() {
        return environment.journal();
    }

    /** What it shares with the other operators of its federation. */
    public SimulatedFederation federation() {
        return environment.federation();
    }

    /**
     * The operator's process dies: no object is looked at any more. Its pods go on and write their conditions, and jobs
     * still end at their deadlines. Idempotent.
     */
    public void pause() {
        alive.set(false);
    }

    /** The operator's process comes back and looks at everything that has changed meanwhile. Idempotent. */
    public void resume() {
        alive.set(true);
        wakeAll();
    }

    /** Ends its threads and watches; its objects stay on the server as they are. Idempotent. */
    @Override
    public void close() {
        watches.forEach(ObjectWatch::close);
        environment.runtime().close();
    }

    private void start() {
        String namespace = environment.settings().namespace();
        List<CompletableFuture<Void>> listed = new ArrayList<>();
        for (MemberKind kind : MemberKind.values()) {
            listed.add(watch(new ObjectWatch.Target(
                    kind.collection(namespace), "", object -> seen(kind, object), this::memberGone)));
        }
        String scope = namespace.isEmpty() ? "" : "/namespaces/" + namespace;
        Consumer<ObjectNode> nobody = object -> {};
        listed.add(watch(
                new ObjectWatch.Target("/apis/batch/v1" + scope + "/jobs", JOBS_OF_MEMBERS, nobody, this::jobDeleted)));
        listed.add(
                watch(new ObjectWatch.Target("/api/v1" + scope + "/pods", PODS_OF_BACKUPS, nobody, this::podDeleted)));
        await(CompletableFuture.allOf(listed.toArray(CompletableFuture[]::new)));
    }

    private CompletableFuture<Void> watch(ObjectWatch.Target target) {
        OperatorSettings settings = environment.settings();
        ObjectWatch watch = new ObjectWatch(
                environment.http(),
                environment.runtime(),
                target,
                new ObjectWatch.Intervals(settings.retryInterval(), settings.relistInterval()));
        watches.add(watch);
        return watch.start();
    }

    private void await(CompletableFuture<Void> listed) {
        String failure = "the simulated operator of " + environment.settings().cluster() + " could not list backups, "
                + "restores, jobs and pods at " + environment.settings().server() + " ";
        try {
            listed.get(START_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IllegalStateException(failure + "(interrupted)", e);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IllegalStateException(failure + "within " + START_LIMIT, e);
        }
    }

    private void seen(MemberKind kind, ObjectNode object) {
        lanes.computeIfAbsent(Json.text(object, "metadata", "uid"), uid -> laneFor(kind, object))
                .offer(object);
    }

    private MemberLane laneFor(MemberKind kind, ObjectNode object) {
        ManagedObject member = new ManagedObject(kind, environment, object);
        Play play =
                kind == MemberKind.BACKUP ? new BackupPlay(environment, member) : new RestorePlay(environment, member);
        return new MemberLane(environment, member, play);
    }

    private void memberGone(ObjectNode object) {
        MemberLane lane = lanes.remove(Json.text(object, "metadata", "uid"));
        if (lane != null) {
            lane.memberGone();
        }
    }

    private void jobDeleted(ObjectNode job) {
        String uid = Json.text(job, "metadata", "uid");
        lanes.values().forEach(lane -> lane.jobDeleted(uid));
    }

    private void podDeleted(ObjectNode pod) {
        String name = Json.text(pod, "metadata", "name");
        lanes.values().forEach(lane -> lane.podDeleted(name));
    }

    private void wakeAll() {
        lanes.values().forEach(MemberLane::wake);
    }

    /**
     * Settings of a simulated operator. A mutable throw-away; one thread.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final Duration DEADLINE_SECOND = Duration.ofSeconds(1);
        private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
        private static final Duration RETRY_INTERVAL = Duration.ofMillis(100);
        private static final Duration RELIST_INTERVAL = Duration.ofSeconds(2);
        private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);

        private final URI server;
        private SimulatedFederation federation = SimulatedFederation.create();
        private String bearerToken = "";
        private String cluster = "cluster";
        private String namespace = "";
        private Duration deadlineSecond = DEADLINE_SECOND;
        private Duration pauseLag = Duration.ZERO;
        private Duration requestTimeout = REQUEST_TIMEOUT;
        private Duration retryInterval = RETRY_INTERVAL;
        private Duration relistInterval = RELIST_INTERVAL;
        private Duration progressInterval = PROGRESS_INTERVAL;

        private Builder(URI server) {
            this.server = Objects.requireNonNull(server, "server");
        }

        /** The federation whose storage and pauses it shares. Default: one of its own. */
        public Builder federation(SimulatedFederation shared) {
            this.federation = Objects.requireNonNull(shared, "shared");
            return this;
        }

        /** What it authenticates with. Default: nothing. */
        public Builder bearerToken(String token) {
            this.bearerToken = Objects.requireNonNull(token, "token");
            return this;
        }

        /** What the ledger of pauses and its threads are called after. Default: {@code cluster}. */
        public Builder cluster(String name) {
            this.cluster = Objects.requireNonNull(name, "name");
            return this;
        }

        /** The only namespace that it looks after. Default: all. */
        public Builder namespace(String name) {
            this.namespace = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * How long one second of an init job's {@code activeDeadlineSeconds} lasts, so that a test need not wait ten
         * minutes. Default: 1 second.
         */
        public Builder deadlineSecond(Duration duration) {
            this.deadlineSecond = positive(duration, "a second of a deadline");
            return this;
        }

        /**
         * How long the pause goes on after its init job was ended, as it does with a real pod (30 s of grace, then
         * leases of 120 s). Default: 0.
         */
        public Builder pauseLag(Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException("the lag of the pause is negative: " + duration);
            }
            this.pauseLag = duration;
            return this;
        }

        /** Limit of one request. Default: 2 seconds. */
        public Builder requestTimeout(Duration duration) {
            this.requestTimeout = positive(duration, "the request time-out");
            return this;
        }

        /** Pause before a failed request, or a member that is {@code RetryFailed}, is tried again. Default: 100 ms. */
        public Builder retryInterval(Duration duration) {
            this.retryInterval = positive(duration, "the retry interval");
            return this;
        }

        /** How often everything is listed, in case a watch delivers nothing. Default: 2 seconds; the real one: 30. */
        public Builder relistInterval(Duration duration) {
            this.relistInterval = positive(duration, "the relist interval");
            return this;
        }

        /** How often a running execute pod writes its progress. Default: 1 second. */
        public Builder progressInterval(Duration duration) {
            this.progressInterval = positive(duration, "the progress interval");
            return this;
        }

        /**
         * Starts it; returns when it has seen the objects that exist already.
         *
         * @throws IllegalStateException if the API server does not answer within 30 seconds
         */
        public SimulatedTidbOperator start() {
            SimulatedTidbOperator operator = new SimulatedTidbOperator(
                    new OperatorSettings(
                            server,
                            bearerToken,
                            cluster,
                            namespace,
                            deadlineSecond,
                            pauseLag,
                            requestTimeout,
                            retryInterval,
                            relistInterval,
                            progressInterval),
                    federation);
            operator.start();
            return operator;
        }

        private static Duration positive(Duration duration, String what) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException(what + " must be longer than nothing: " + duration);
            }
            return duration;
        }
    }
}
