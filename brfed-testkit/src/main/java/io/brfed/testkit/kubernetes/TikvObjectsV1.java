package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects as TiDB Operator v1 leaves them. */
final class TikvObjectsV1 {

    private final TikvObjects cluster;

    TikvObjectsV1(TikvObjects cluster) {
        this.cluster = cluster;
    }

    List<ObjectNode> all() {
        List<ObjectNode> all = new ArrayList<>();
        all.add(tidbCluster());
        VolumeObjects objects = cluster.volumeObjects();
        for (long store : cluster.stores()) {
            Map<String, String> labels = labels(store);
            Map<String, String> claims = claims(store);
            all.add(cluster.pod(cluster.pod(store), labels, claims));
            claims.values().forEach(claim -> {
                all.add(objects.claim(cluster.names(claim), labels));
                Map<String, String> onVolume = new LinkedHashMap<>(labels);
                onVolume.put("app.kubernetes.io/namespace", cluster.namespace());
                all.add(objects.volume(cluster.names(claim), onVolume));
            });
        }
        return all;
    }

    private ObjectNode tidbCluster() {
        ObjectNode tree = SimulatedTidbCluster.named(cluster.name())
                .namespace(cluster.namespace())
                .stores(ids(cluster.stores()))
                .peerStores(ids(cluster.peers()))
                .tree();
        ObjectNode spec = Json.child(tree, "spec").put("version", "v8.5.0");
        spec.putObject("pd").put("replicas", 3);
        ObjectNode tikv = Json.child(spec, "tikv").put("config", cluster.config());
        tikv.putObject("requests").put("storage", "500Gi");
        var volumes = tikv.putArray("storageVolumes");
        cluster.volumes()
                .forEach((volume, path) -> volumes.addObject()
                        .put("name", volume)
                        .put("storageSize", "500Gi")
                        .put("mountPath", path));
        return tree;
    }

    private static long[] ids(List<Long> stores) {
        return stores.stream().mapToLong(Long::longValue).toArray();
    }

    private Map<String, String> claims(long store) {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("tikv", cluster.claim(store));
        cluster.volumes().keySet().forEach(volume -> claims.put("tikv-" + volume, cluster.claim(store, volume)));
        return claims;
    }

    private Map<String, String> labels(long store) {
        return Map.of(
                "app.kubernetes.io/name", "tidb-cluster",
                "app.kubernetes.io/managed-by", "tidb-operator",
                "app.kubernetes.io/instance", cluster.name(),
                "app.kubernetes.io/component", "tikv",
                "tidb.pingcap.com/cluster-id", "7000000000000000001",
                "tidb.pingcap.com/store-id", Long.toUnsignedString(store));
    }
}
