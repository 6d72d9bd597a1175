package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** TiKV's start in recovery mode and its restart in normal mode, on one TidbCluster. Belongs to the member's lane. */
final class TikvRestart {

    private final KubernetesHttp http;
    private final ManagedObject restore;
    private boolean started;
    private boolean restarted;

    TikvRestart(OperatorEnvironment environment, ManagedObject restore) {
        this.http = environment.http();
        this.restore = restore;
    }

    /** Says that the volumes are ready, upon which the TiKV pods come. Once. */
    void start() {
        if (started) {
            return;
        }
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("annotations").put(TidbClusterView.VOLUMES_READY, "");
        http.mergePatch(TidbClusterView.path(restore), patch);
        int replicas = TidbClusterView.read(http, restore)
                .map(TidbClusterView::tikvReplicas)
                .orElse(0);
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            http.post(pods(), pod(ordinal));
        }
        started = true;
    }

    /** Deletes the TiKV pods and ends recovery mode, upon which TiDB comes up. Once. */
    void restart() {
        if (restarted) {
            return;
        }
        int replicas = TidbClusterView.read(http, restore)
                .map(TidbClusterView::tikvReplicas)
                .orElse(0);
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            http.delete(pods() + "/" + name(ordinal), Json.object());
        }
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("annotations").putNull(TidbClusterView.VOLUMES_READY);
        patch.putObject("spec").put("recoveryMode", false);
        SimulatedTidbCluster.ready(patch.putObject("status"), true);
        http.mergePatch(TidbClusterView.path(restore), patch);
        restarted = true;
    }

    private ObjectNode pod(int ordinal) {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata")
                .put("name", name(ordinal))
                .putObject("labels")
                .put("app.kubernetes.io/name", "tidb-cluster")
                .put(JobWrites.MANAGED_BY, "tidb-operator")
                .put("app.kubernetes.io/component", "tikv")
                .put("app.kubernetes.io/instance", restore.spec("br", "cluster"));
        ObjectNode spec = pod.putObject("spec").put("nodeName", JobWrites.NODE);
        spec.putArray("containers").addObject().put("name", "tikv").put("image", "simulated/tikv");
        return pod;
    }

    private String name(int ordinal) {
        return restore.spec("br", "cluster") + "-tikv-" + ordinal;
    }

    private String pods() {
        return "/api/v1/namespaces/" + TidbClusterView.namespace(restore) + "/pods";
    }
}
