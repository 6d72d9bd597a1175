package io.brfed.k8s;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.Pacing;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationKind;
import io.brfed.plane.Cluster;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.PauseLedger;
import io.brfed.testkit.kubernetes.SimulatedFederation;
import io.brfed.testkit.kubernetes.SimulatedTidbCluster;
import io.brfed.testkit.kubernetes.SimulatedTidbOperator;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Three member clusters with a simulated operator each, and any number of control-plane processes that drive them. */
final class OperatorFederation implements AutoCloseable {
    static final String NAMESPACE = "tidb";
    static final List<String> NAMES = List.of("k8s-a", "k8s-b", "k8s-c");
    private static final String RESTORED = "restored";

    private final Map<String, EmbeddedKubernetes> servers = new LinkedHashMap<>();
    private final Map<String, SimulatedTidbOperator> operators = new LinkedHashMap<>();
    private final SimulatedFederation federation = SimulatedFederation.create();
    private final List<KubernetesCluster> connections = new ArrayList<>();

    OperatorFederation() {
        this(Duration.ofSeconds(1));
    }

    /** With init jobs whose seconds last so long. */
    OperatorFederation(Duration deadlineSecond) {
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            EmbeddedKubernetes server = EmbeddedKubernetes.named(name)
                    .namespaces(NAMESPACE, RESTORED)
                    .start();
            server.objects().create(tidbCluster("prod", NAMESPACE, i).toJson());
            server.objects()
                    .create(tidbCluster("prod", RESTORED, i).recovering().toJson());
            servers.put(name, server);
            operators.put(
                    name,
                    federation
                            .operator(name, URI.create(server.url()))
                            .deadlineSecond(deadlineSecond)
                            .relistInterval(Duration.ofMillis(300))
                            .start());
        }
    }

    private static SimulatedTidbCluster tidbCluster(String name, String namespace, int member) {
        long[] peers = NAMES.stream()
                .mapToLong(other -> NAMES.indexOf(other) + 1L)
                .filter(store -> store != member + 1)
                .toArray();
        return SimulatedTidbCluster.named(name)
                .namespace(namespace)
                .stores(member + 1)
                .peerStores(peers);
    }

    EmbeddedKubernetes server(String name) {
        return servers.get(name);
    }

    Iterable<EmbeddedKubernetes> servers() {
        return servers.values();
    }

    SimulatedTidbOperator operator(String name) {
        return operators.get(name);
    }

    Iterable<SimulatedTidbOperator> operators() {
        return operators.values();
    }

    Set<String> bucketLocations() {
        return federation.bucket().locations();
    }

    PauseLedger pauses() {
        return federation.pauses();
    }

    /** One object of a member, without metadata that says nothing here. */
    ObjectNode backup(String cluster, String name) {
        return server(cluster).objects().get("backups", NAMESPACE, "fed-" + name);
    }

    /** A control-plane process. */
    ControlPlane process() {
        return new ControlPlane();
    }

    @Override
    public void close() {
        connections.forEach(KubernetesCluster::close);
        operators.values().forEach(SimulatedTidbOperator::close);
        servers.values().forEach(EmbeddedKubernetes::close);
    }

    static Deadlines shortDeadlines(OperationKind kind) {
        return Deadlines.defaults(kind)
                .withCompletion(Duration.ofMinutes(1))
                .withUnreachable(Duration.ofSeconds(2))
                .withUnreachableInPause(Duration.ofSeconds(2))
                .withPauseMargin(Duration.ofMillis(1))
                .withSettle(Duration.ofMillis(1500));
    }

    static Pacing quick() {
        return Pacing.defaults()
                .withCalls(Duration.ofSeconds(1), Duration.ofSeconds(1))
                .withPolls(Duration.ofMillis(200), Duration.ofMillis(100))
                .withPollsPushed(Duration.ofMillis(500), Duration.ofMillis(500));
    }

    /** One control-plane process: its connections can be cut for good, as its death would. */
    final class ControlPlane {
        private final Map<String, KubernetesCluster> own = new LinkedHashMap<>();

        private ControlPlane() {
            servers.forEach((name, server) -> own.put(
                    name,
                    KubernetesCluster.at(server.url())
                            .name(name)
                            .connectTimeout(Duration.ofSeconds(2))
                            .watchProbe(Duration.ofMillis(300))
                            .open()));
            connections.addAll(own.values());
        }

        List<Cluster> clusters() {
            return clusters(NAMESPACE, OperatorTemplate.defaults());
        }

        List<Cluster> clusters(OperatorTemplate template) {
            return clusters(NAMESPACE, template);
        }

        List<Cluster> fresh() {
            return clusters(RESTORED, OperatorTemplate.defaults());
        }

        private List<Cluster> clusters(String namespace, OperatorTemplate template) {
            List<Cluster> clusters = new ArrayList<>();
            own.forEach((name, connection) -> clusters.add(Cluster.named(name)
                    .namespace(namespace)
                    .tidbCluster("prod")
                    .on(OperatorDataPlane.on(connection)
                            .storage(OperatorStorage.s3("bucket")
                                    .prefix("tidb")
                                    .region("us-west-2")
                                    .build())
                            .backupTemplate(template)
                            .build())));
            return clusters;
        }

        void die() {
            own.values().forEach(KubernetesCluster::close);
        }
    }
}
