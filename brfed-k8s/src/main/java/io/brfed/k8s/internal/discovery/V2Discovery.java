package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.ClusterInventory.Manifest;
import io.brfed.spi.ClusterInventory.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Reads what TiDB Operator v2 has made of a Cluster. */
final class V2Discovery {
    /** The cluster itself. */
    static final ApiResource CLUSTER = ApiResource.v2("Cluster");
    /** One store. */
    static final ApiResource TIKV = ApiResource.v2("TiKV");
    /** The groups whose replicas are counted. */
    static final List<ApiResource> COUNTED = groups("PDGroup", "TiKVGroup", "TiDBGroup", "TiFlashGroup");
    /** The groups that are only copied. */
    static final List<ApiResource> COMPANIONS = groups("TiCDCGroup", "TiProxyGroup", "TSOGroup", "SchedulingGroup");

    private final Requests requests;
    private final TidbClusterRef tidbCluster;

    V2Discovery(Requests requests, TidbClusterRef tidbCluster) {
        this.requests = requests;
        this.tidbCluster = tidbCluster;
    }

    private static List<ApiResource> groups(String... kinds) {
        return Stream.of(kinds).map(ApiResource::v2).toList();
    }

    CompletionStage<Blueprint> read(ObjectNode object) {
        String namespace = tidbCluster.namespace();
        Map<String, String> labels = Map.of("pingcap.com/cluster", tidbCluster.name(), "pingcap.com/component", "tikv");
        CompletionStage<List<ObjectNode>> pods = requests.labelled(ApiResource.POD, namespace, labels);
        CompletionStage<List<ObjectNode>> claims = requests.labelled(ApiResource.CLAIM, namespace, labels);
        CompletionStage<List<ObjectNode>> stores = requests.labelled(TIKV, namespace, labels);
        CompletionStage<Map<ApiResource, List<ObjectNode>>> groups = requests.many(
                COUNTED,
                kind -> requests.all(kind, namespace)
                        .thenApply(found -> found.stream().filter(this::ours).toList()));
        CompletionStage<List<Manifests.Found>> companions = Manifests.find(requests, COMPANIONS, namespace, this::ours);
        CompletionStage<V2Cluster> cluster = stores.thenCombine(
                groups,
                (foundStores, foundGroups) ->
                        new V2Cluster(object, foundStores, foundGroups, new Places(requests.server(), tidbCluster)));
        CompletionStage<Running> running = pods.thenCombine(claims, Running::new);
        return cluster.thenCombine(running, this::blueprint).thenCombine(companions, V1Discovery::with);
    }

    private boolean ours(ObjectNode group) {
        return Json.text(group, "spec", "cluster", "name").equals(tidbCluster.name());
    }

    private Blueprint blueprint(V2Cluster cluster, Running running) {
        List<TikvPod> pods = cluster.pods(running.pods());
        List<Manifest> manifests = new ArrayList<>();
        manifests.add(Manifests.of(CLUSTER, cluster.object()));
        COUNTED.forEach(kind -> cluster.groups(kind).forEach(group -> manifests.add(Manifests.of(kind, group))));
        return new Blueprint(
                Operator.V2,
                tidbCluster,
                pods,
                running.claims(),
                Map.of(),
                cluster.replicas(),
                new TidbClusterForm(cluster, tidbCluster).document(pods),
                manifests,
                cluster.findings(pods));
    }

    private record Running(List<ObjectNode> pods, List<ObjectNode> claims) {}
}
