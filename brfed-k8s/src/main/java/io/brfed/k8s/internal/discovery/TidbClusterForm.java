package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.discovery.TikvPod.Wanted;
import io.brfed.spi.ClusterInventory.Replicas;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A TidbCluster as TiDB Operator v1 would have it, made up from the objects of v2, so that the original can restore the
 * backup into a cluster of v1.
 */
final class TidbClusterForm {
    private final V2Cluster cluster;
    private final TidbClusterRef tidbCluster;

    TidbClusterForm(V2Cluster cluster, TidbClusterRef tidbCluster) {
        this.cluster = cluster;
        this.tidbCluster = tidbCluster;
    }

    ObjectNode document(List<TikvPod> pods) {
        ObjectNode document = Json.object();
        ObjectNode metadata = document.putObject("metadata");
        metadata.put("name", tidbCluster.name()).put("namespace", tidbCluster.namespace());
        metadata.putObject("annotations").put("brfed.io/made-from", V2Discovery.CLUSTER.apiVersion());
        Optional<V2Store> store = cluster.stores().stream().findFirst();
        ObjectNode spec = document.putObject("spec").put("acrossK8s", true);
        store.map(first -> Json.text(first.object(), "spec", "version"))
                .ifPresent(version -> spec.put("version", version));
        if (Json.at(cluster.object(), "spec", "tlsCluster", "enabled").asBoolean(false)) {
            spec.putObject("tlsCluster").put("enabled", true);
        }
        Replicas replicas = cluster.replicas();
        spec.putObject("pd").put("replicas", replicas.pd());
        spec.putObject("tidb").put("replicas", replicas.tidb());
        if (replicas.tiflash() > 0) {
            spec.putObject("tiflash").put("replicas", replicas.tiflash()).putArray("storageClaims");
        }
        ObjectNode tikv = spec.putObject("tikv").put("replicas", replicas.tikv());
        store.ifPresent(first -> fill(tikv, first));
        status(document.putObject("status"), pods);
        return document;
    }

    private static void fill(ObjectNode tikv, V2Store store) {
        tikv.put("config", Json.text(store.object(), "spec", "config"));
        ArrayNode volumes = tikv.putArray("storageVolumes");
        for (JsonNode volume : store.layout()) {
            Wanted wanted = store.volumes().stream()
                    .filter(one -> one.podVolume().equals("ti-vol-" + Json.text(volume, "name")))
                    .findFirst()
                    .orElseThrow();
            String size = Json.text(volume, "storage");
            if (V2Store.isData(wanted)) {
                tikv.putObject("requests").put("storage", size);
            } else {
                volumes.addObject()
                        .put("name", Json.text(volume, "name"))
                        .put("storageSize", size)
                        .put("mountPath", wanted.mountPath());
            }
        }
    }

    private void status(ObjectNode status, List<TikvPod> pods) {
        status.put("clusterID", Json.text(cluster.object(), "status", "id"));
        ObjectNode stores = status.putObject("tikv").putObject("stores");
        List<StoreId> ids = pods.stream()
                .map(TikvPod::labelled)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
        for (int i = 0; i < ids.size(); i++) {
            String id = Objects.toString(ids.get(i));
            stores.putObject(id)
                    .put("id", id)
                    .put("podName", VolumeDocuments.pod(tidbCluster, i))
                    .put("ip", "")
                    .put("leaderCount", 0)
                    .put("state", "Up");
        }
    }
}
