package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects as TiDB Operator v2 leaves them. */
final class TikvObjectsV2 {

    static final String GROUP = "kv";

    private static final String API_VERSION = "core.pingcap.com/v1alpha1";

    private final TikvObjects cluster;

    TikvObjectsV2(TikvObjects cluster) {
        this.cluster = cluster;
    }

    /** Six characters that look random, as the operator makes them. */
    static String suffix(long store) {
        return "x" + String.format("%05x", (store * 48271) & 0xfffff);
    }

    List<ObjectNode> all() {
        List<ObjectNode> all = new ArrayList<>();
        ObjectNode owner = object("Cluster", cluster.name());
        owner.putObject("spec");
        owner.putObject("status").put("id", "7000000000000000001").put("pd", "http://pd-pd:2379");
        all.add(owner);
        all.add(group("PDGroup", "pd", 3));
        all.add(group("TiKVGroup", GROUP, cluster.stores().size()));
        all.add(group("TiDBGroup", "db", 2));
        cluster.stores().forEach(store -> addStore(all, store));
        return all;
    }

    private void addStore(List<ObjectNode> all, long store) {
        VolumeObjects objects = cluster.volumeObjects();
        Map<String, String> labels = labels(store);
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("ti-vol-data", cluster.claim(store));
        cluster.volumes().keySet().forEach(volume -> claims.put("ti-vol-" + volume, cluster.claim(store, volume)));
        all.add(tikv(store));
        all.add(cluster.pod(cluster.pod(store), labels, claims));
        claims.forEach((volume, claim) -> {
            Map<String, String> onClaim = new LinkedHashMap<>(labels);
            onClaim.put("pingcap.com/volume-name", volume.substring("ti-vol-".length()));
            all.add(objects.claim(cluster.names(claim), onClaim));
            all.add(objects.volume(cluster.names(claim), Map.of()));
        });
    }

    private ObjectNode group(String kind, String name, int replicas) {
        ObjectNode group = object(kind, name);
        ObjectNode spec = group.putObject("spec").put("replicas", replicas);
        spec.putObject("cluster").put("name", cluster.name());
        spec.putObject("template").putObject("spec").put("version", "v8.5.0");
        return group;
    }

    private ObjectNode tikv(long store) {
        ObjectNode tikv = object("TiKV", GROUP + "-" + suffix(store));
        ObjectNode labels = Json.child(Json.child(tikv, "metadata"), "labels");
        labels(store).forEach(labels::put);
        ObjectNode spec = tikv.putObject("spec").put("version", "v8.5.0").put("config", cluster.config());
        spec.putObject("cluster").put("name", cluster.name());
        spec.put("subdomain", GROUP + "-tikv-peer");
        var volumes = spec.putArray("volumes");
        ObjectNode data = volumes.addObject().put("name", "data").put("storage", "500Gi");
        data.putArray("mounts").addObject().put("type", "data");
        cluster.volumes().forEach((volume, path) -> {
            ObjectNode other = volumes.addObject().put("name", volume).put("storage", "50Gi");
            other.putArray("mounts").addObject().put("mountPath", path);
        });
        tikv.putObject("status").put("id", Long.toUnsignedString(store)).put("state", "Serving");
        return tikv;
    }

    private ObjectNode object(String kind, String name) {
        ObjectNode object = Json.object().put("apiVersion", API_VERSION).put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", cluster.namespace());
        return object;
    }

    private Map<String, String> labels(long store) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("pingcap.com/managed-by", "tidb-operator");
        labels.put("pingcap.com/cluster", cluster.name());
        labels.put("pingcap.com/component", "tikv");
        labels.put("pingcap.com/group", GROUP);
        labels.put("pingcap.com/instance", GROUP + "-" + suffix(store));
        labels.put("tidb.pingcap.com/cluster-id", "7000000000000000001");
        labels.put("tidb.pingcap.com/store-id", Long.toUnsignedString(store));
        labels.put("app.kubernetes.io/name", "tidb-cluster");
        labels.put("app.kubernetes.io/instance", cluster.name());
        labels.put("app.kubernetes.io/component", "tikv");
        labels.put("app.kubernetes.io/managed-by", "tidb-operator");
        return labels;
    }
}
