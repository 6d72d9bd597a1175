package io.brfed.examples;

import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.SimulatedFederation;
import io.brfed.testkit.kubernetes.SimulatedTidbCluster;
import io.brfed.testkit.kubernetes.SimulatedTidbOperator;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Three Kubernetes clusters in this process: embedded API servers {@code k8s-a}, {@code k8s-b} and {@code k8s-c} on free
 * ports of the loopback interface, each with a simulated TiDB Operator. Together they carry the TidbCluster
 * {@code tidb/prod}, three TiKV stores each, and {@code restored/prod}, which waits for a restore. Nothing is captured or
 * restored. Closing it frees ports and threads. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LoopbackClusters implements AutoCloseable {
    /** The names of the clusters, which are those of the kubeconfig's contexts. */
    public static final List<String> NAMES = List.of("k8s-a", "k8s-b", "k8s-c");

    /** Where the TidbCluster is that can be backed up. */
    public static final String NAMESPACE = "tidb";

    /** Where the TidbCluster is that can be restored into. */
    public static final String RESTORED = "restored";

    /** The name of both TidbClusters. */
    public static final String TIDB_CLUSTER = "prod";

    static final int STORES_EACH = 3;

    private final SimulatedFederation federation = SimulatedFederation.create();
    private final Map<String, EmbeddedKubernetes> servers = new LinkedHashMap<>();
    private final Map<String, SimulatedTidbOperator> operators = new LinkedHashMap<>();

    private LoopbackClusters() {}

    /** Starts all three; they are ready when it returns. */
    public static LoopbackClusters start() {
        LoopbackClusters clusters = new LoopbackClusters();
        try {
            NAMES.forEach(clusters::add);
            return clusters;
        } catch (RuntimeException e) {
            clusters.close();
            throw e;
        }
    }

    /** A kubeconfig with a context for each cluster, as text. */
    public String kubeconfig() {
        return EmbeddedKubernetes.kubeconfig(servers());
    }

    /** The API servers, in the order of {@link #NAMES}. */
    public List<EmbeddedKubernetes> servers() {
        return List.copyOf(servers.values());
    }

    /** One API server. */
    public EmbeddedKubernetes server(String cluster) {
        return known(cluster, servers.get(cluster));
    }

    /** The operators, in the order of {@link #NAMES}. */
    public List<SimulatedTidbOperator> operators() {
        return List.copyOf(operators.values());
    }

    /** One operator. */
    public SimulatedTidbOperator operator(String cluster) {
        return known(cluster, operators.get(cluster));
    }

    /** What the operators share: storage, and the truth about the pause. */
    public SimulatedFederation federation() {
        return federation;
    }

    /** Makes {@code restored/prod} wait for a restore again. */
    public void recoverAgain() {
        servers.values().forEach(server -> server.objects().put(restored(NAMES.indexOf(server.name()))));
    }

    @Override
    public void close() {
        operators.values().forEach(SimulatedTidbOperator::close);
        servers.values().forEach(EmbeddedKubernetes::close);
    }

    private void add(String name) {
        int index = NAMES.indexOf(name);
        EmbeddedKubernetes server =
                EmbeddedKubernetes.named(name).namespaces(NAMESPACE, RESTORED).start();
        servers.put(name, server);
        server.objects().create(cluster(NAMESPACE, index).toJson());
        server.objects().create(restored(index));
        operators.put(name, federation.operator(name, URI.create(server.url())).start());
    }

    private static String restored(int index) {
        return cluster(RESTORED, index).recovering().toJson();
    }

    private static SimulatedTidbCluster cluster(String namespace, int index) {
        long first = (long) index * STORES_EACH + 1;
        long last = first + STORES_EACH - 1;
        long all = (long) NAMES.size() * STORES_EACH;
        return SimulatedTidbCluster.named(TIDB_CLUSTER)
                .namespace(namespace)
                .stores(LongStream.rangeClosed(first, last).toArray())
                .peerStores(LongStream.rangeClosed(1, all)
                        .filter(id -> id < first || id > last)
                        .toArray());
    }

    private static <T> T known(String cluster, @Nullable T found) {
        return Objects.requireNonNull(found, () -> "no cluster '" + cluster + "'; there are " + NAMES);
    }
}
