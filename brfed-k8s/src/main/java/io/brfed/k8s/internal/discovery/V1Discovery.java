package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.spi.ClusterInventory.Manifest;
import io.brfed.spi.ClusterInventory.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Reads what TiDB Operator v1 has made of a TidbCluster. */
final class V1Discovery {
    /** The kinds that the original copies into a backup besides the TidbCluster. */
    static final List<ApiResource> COMPANIONS = Stream.of(
                    "TidbDashboard", "TidbInitializer", "TidbMonitor", "TidbNGMonitoring")
            .map(ApiResource::v1)
            .toList();

    private final Requests requests;
    private final TidbClusterRef tidbCluster;

    V1Discovery(Requests requests, TidbClusterRef tidbCluster) {
        this.requests = requests;
        this.tidbCluster = tidbCluster;
    }

    CompletionStage<Blueprint> read(ObjectNode object) {
        String namespace = tidbCluster.namespace();
        Map<String, String> labels = labelsOf(tidbCluster);
        CompletionStage<List<ObjectNode>> pods = requests.labelled(ApiResource.POD, namespace, labels);
        CompletionStage<List<ObjectNode>> claims = requests.labelled(ApiResource.CLAIM, namespace, labels);
        CompletionStage<List<Manifests.Found>> companions = Manifests.find(
                requests, COMPANIONS, namespace, companion -> Manifests.refersTo(tidbCluster, companion));
        return pods.thenCombine(claims, (foundPods, foundClaims) -> blueprint(object, foundPods, foundClaims))
                .thenCombine(companions, V1Discovery::with);
    }

    /** The labels of a TidbCluster's TiKV pods and claims. */
    static Map<String, String> labelsOf(TidbClusterRef tidbCluster) {
        return Map.of(
                "app.kubernetes.io/name", "tidb-cluster",
                "app.kubernetes.io/managed-by", "tidb-operator",
                "app.kubernetes.io/instance", tidbCluster.name(),
                "app.kubernetes.io/component", "tikv");
    }

    private Blueprint blueprint(ObjectNode object, List<ObjectNode> foundPods, List<ObjectNode> claims) {
        V1Cluster cluster = new V1Cluster(object, new Places(requests.server(), tidbCluster));
        List<TikvPod> pods = cluster.pods(foundPods);
        return new Blueprint(
                Operator.V1,
                tidbCluster,
                pods,
                claims,
                cluster.peers(),
                cluster.replicas(),
                VolumeDocuments.stored(object),
                List.of(Manifests.of(ApiResource.TIDB_CLUSTER, object)),
                cluster.findings(pods));
    }

    /** The same with more manifests. */
    static Blueprint with(Blueprint before, List<Manifests.Found> more) {
        List<Manifest> manifests = new ArrayList<>(before.manifests());
        List<Finding> findings = new ArrayList<>(before.findings());
        more.forEach(found -> {
            manifests.addAll(found.manifests());
            found.notice().ifPresent(findings::add);
        });
        return new Blueprint(
                before.operator(),
                before.tidbCluster(),
                before.pods(),
                before.claims(),
                before.peers(),
                before.replicas(),
                before.tidbClusterDocument(),
                manifests,
                findings);
    }
}
