package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A {@code TidbCluster} object as a data plane wants to find it, to be put on an API server: across Kubernetes clusters,
 * with TiKV stores of its own and of its peers. A mutable throw-away; one thread.
 *
 * <pre>{@code
 * String json = SimulatedTidbCluster.named("prod").namespace("tidb").stores(1, 2, 3).peerStores(4, 5, 6).toJson();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class SimulatedTidbCluster {

    private final String name;
    private String namespace = "default";
    private List<Long> stores = List.of(1L);
    private List<Long> peerStores = List.of();
    private boolean recoveryMode;

    private SimulatedTidbCluster(String name) {
        this.name = name;
    }

    /** A cluster with the one store 1, in the namespace {@code default}. */
    public static SimulatedTidbCluster named(String name) {
        return new SimulatedTidbCluster(Objects.requireNonNull(name, "name"));
    }

    /** Its namespace. */
    public SimulatedTidbCluster namespace(String name) {
        this.namespace = Objects.requireNonNull(name, "name");
        return this;
    }

    /** The ids of its TiKV stores; as many TiKV replicas are declared. */
    public SimulatedTidbCluster stores(long... ids) {
        this.stores = Arrays.stream(ids).boxed().toList();
        return this;
    }

    /** The ids of the TiKV stores of the same TiDB cluster that run elsewhere. */
    public SimulatedTidbCluster peerStores(long... ids) {
        this.peerStores = Arrays.stream(ids).boxed().toList();
        return this;
    }

    /** It waits for a restore: {@code recoveryMode} is on. */
    public SimulatedTidbCluster recovering() {
        this.recoveryMode = true;
        return this;
    }

    /** The object as JSON, with its status. */
    public String toJson() {
        return tree().toString();
    }

    ObjectNode tree() {
        ObjectNode cluster =
                Json.object().put("apiVersion", MemberKind.API_VERSION).put("kind", "TidbCluster");
        cluster.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = cluster.putObject("spec").put("acrossK8s", true);
        if (recoveryMode) {
            spec.put("recoveryMode", true);
        }
        spec.putObject("tikv").put("replicas", stores.size());
        spec.putObject("tidb").put("replicas", 1);
        ObjectNode status = cluster.putObject("status");
        ready(status, !recoveryMode);
        ObjectNode tikv = status.putObject("tikv").put("phase", "Normal");
        tikv.set("stores", stores(name, stores));
        tikv.set("peerStores", stores("peer", peerStores));
        return cluster;
    }

    /** Whether the cluster as a whole is up, TiDB included. */
    static void ready(ObjectNode status, boolean ready) {
        status.putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", ready ? "True" : "False")
                .put("reason", ready ? "Ready" : "TiDBUnhealthy")
                .put("message", ready ? "TiDB cluster is fully up and running" : "TiDB(s) are not healthy");
    }

    private static ObjectNode stores(String cluster, List<Long> ids) {
        Map<String, ObjectNode> byId = new LinkedHashMap<>();
        for (Long id : ids) {
            String pod = cluster + "-tikv-" + byId.size();
            ObjectNode store = Json.object().put("id", String.valueOf(id)).put("podName", pod);
            store.put("ip", pod + "." + cluster + "-tikv-peer")
                    .put("leaderCount", 1)
                    .put("state", "Up");
            byId.put(String.valueOf(id), store);
        }
        ObjectNode all = Json.object();
        byId.forEach(all::set);
        return all;
    }
}
