package io.brfed.k8s;

import io.brfed.plane.Cluster;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.SimulatedFederation;
import io.brfed.testkit.kubernetes.SimulatedTidbCluster;
import io.brfed.testkit.kubernetes.SimulatedTidbOperator;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Three embedded API servers, each with a simulated operator and its part of one TiDB cluster. */
final class ThreeClusters implements AutoCloseable {
    static final List<String> NAMES = List.of("k8s-a", "k8s-b", "k8s-c");
    static final String NAMESPACE = "tidb";

    private static final long[][] STORES = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    private static final long[][] PEERS = {{4, 5, 6, 7, 8, 9}, {1, 2, 3, 7, 8, 9}, {1, 2, 3, 4, 5, 6}};

    private final SimulatedFederation federation = SimulatedFederation.create();
    private final Map<String, EmbeddedKubernetes> servers = new LinkedHashMap<>();
    private final Map<String, SimulatedTidbOperator> operators = new LinkedHashMap<>();
    private final List<KubernetesCluster> connections = new ArrayList<>();

    ThreeClusters() {
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            EmbeddedKubernetes server =
                    EmbeddedKubernetes.named(name).namespaces(NAMESPACE).collectGarbage().start();
            server.objects().create(tidbCluster("prod", i).toJson());
            server.objects().create(tidbCluster("restored", i).recovering().toJson());
            servers.put(name, server);
            operators.put(
                    name,
                    federation.operator(name, URI.create(server.url())).start());
        }
    }

    private static SimulatedTidbCluster tidbCluster(String name, int index) {
        return SimulatedTidbCluster.named(name)
                .namespace(NAMESPACE)
                .stores(STORES[index])
                .peerStores(PEERS[index]);
    }

    /** The members, over new connections, as a new process would make them. */
    List<Cluster> clusters(String tidbCluster) {
        return NAMES.stream()
                .map(name -> Cluster.named(name)
                        .namespace(NAMESPACE)
                        .tidbCluster(tidbCluster)
                        .on(plane(name)))
                .toList();
    }

    private OperatorDataPlane plane(String name) {
        KubernetesCluster connection = KubernetesCluster.at(server(name).url())
                .name(name)
                .connectTimeout(Duration.ofSeconds(1))
                .watchProbe(Duration.ofMillis(500))
                .open();
        connections.add(connection);
        return OperatorDataPlane.on(connection)
                .storage(OperatorStorage.s3("bucket").prefix("tidb").build())
                .build();
    }

    /** Cuts all connections, as the death of the process does. */
    void die() {
        connections.forEach(KubernetesCluster::close);
        connections.clear();
    }

    EmbeddedKubernetes server(String name) {
        return servers.get(name);
    }

    SimulatedTidbOperator operator(String name) {
        return operators.get(name);
    }

    SimulatedFederation federation() {
        return federation;
    }

    @Override
    public void close() {
        die();
        operators.values().forEach(SimulatedTidbOperator::close);
        servers.values().forEach(EmbeddedKubernetes::close);
    }
}
