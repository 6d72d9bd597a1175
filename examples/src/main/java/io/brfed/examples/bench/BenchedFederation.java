package io.brfed.examples.bench;

import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.examples.LoopbackClusters;
import io.brfed.k8s.KubernetesCluster;
import io.brfed.k8s.OperatorDataPlane;
import io.brfed.k8s.OperatorStorage;
import io.brfed.plane.Cluster;
import java.time.Instant;
import java.util.List;

/** Three clusters on loopback with everything needed to run operations on them and to see when what was written. */
final class BenchedFederation implements AutoCloseable {
    private static final OperatorStorage STORAGE =
            OperatorStorage.s3("bench").prefix("tidb").region("us-west-2").build();

    private final LoopbackClusters clusters = LoopbackClusters.start();
    private final ObjectHistory history = new ObjectHistory(clusters);
    private final List<KubernetesCluster> connections = clusters.servers().stream()
            .map(server ->
                    KubernetesCluster.at(server.url()).name(server.name()).open())
            .toList();

    BenchedFederation() {
        // With the same timestamp everywhere it is always the first member that makes the data consistent.
        Tso tso = Tso.at(Instant.now());
        clusters.operators().forEach(operator -> operator.script().backups().commitTs(tso));
    }

    static String objectOf(String operation) {
        return "fed-" + operation;
    }

    LoopbackClusters clusters() {
        return clusters;
    }

    ObjectHistory history() {
        return history;
    }

    BackupReport backUp(String name) {
        return Federation.backup(members(LoopbackClusters.NAMESPACE))
                .named(name)
                .execute();
    }

    RestoreReport restore(BackupReport backup, String name) {
        clusters.recoverAgain();
        return Federation.restore(backup)
                .into(members(LoopbackClusters.RESTORED))
                .named(name)
                .execute();
    }

    @Override
    public void close() {
        connections.forEach(KubernetesCluster::close);
        clusters.close();
    }

    private List<Cluster> members(String namespace) {
        return connections.stream()
                .map(connection -> Cluster.named(connection.name())
                        .namespace(namespace)
                        .tidbCluster(LoopbackClusters.TIDB_CLUSTER)
                        .on(OperatorDataPlane.on(connection).storage(STORAGE).build()))
                .toList();
    }
}
