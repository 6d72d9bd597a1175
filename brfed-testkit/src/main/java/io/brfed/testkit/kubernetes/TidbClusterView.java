package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The TidbCluster that a member is about, and what a data plane demands of it. */
final class TidbClusterView {

    static final String VOLUMES_READY = "tidb.pingcap.com/tikv-volumes-ready";

    private final ObjectNode tree;

    private TidbClusterView(ObjectNode tree) {
        this.tree = tree;
    }

    static Optional<TidbClusterView> read(KubernetesHttp http, ManagedObject member) {
        HttpReply reply = http.get(path(member));
        return reply.ok() ? Optional.of(new TidbClusterView(reply.tree())) : Optional.empty();
    }

    static String path(ManagedObject member) {
        return MemberKind.API_PATH + "/namespaces/" + namespace(member) + "/tidbclusters/"
                + member.spec("br", "cluster");
    }

    static String namespace(ManagedObject member) {
        String named = member.spec("br", "clusterNamespace");
        return named.isEmpty() ? member.namespace() : named;
    }

    String name() {
        return Json.text(tree, "metadata", "name");
    }

    int tikvReplicas() {
        return tree.path("spec").path("tikv").path("replicas").asInt(0);
    }

    int tikvVolumes() {
        return tree.path("spec").path("tikv").path("storageVolumes").size();
    }

    int tiflashReplicas() {
        return tree.path("spec").path("tiflash").path("replicas").asInt(0);
    }

    private boolean acrossK8s() {
        return tree.path("spec").path("acrossK8s").asBoolean(false);
    }

    boolean recoveryMode() {
        return tree.path("spec").path("recoveryMode").asBoolean(false);
    }

    /** What is wrong with the spec of a member of either kind, whatever its TidbCluster is. */
    static Optional<String> faultOfSpec(ManagedObject member) {
        String of = " of " + member.namespace() + "/" + member.name();
        if (member.spec("br", "cluster").isEmpty()) {
            return Optional.of("cluster should be configured for BR in spec" + of);
        }
        JsonNode spec = member.tree().path("spec");
        if (spec.has("s3") && member.spec("s3", "bucket").isEmpty()) {
            return Optional.of("bucket should be configured for BR in spec" + of);
        }
        return spec.has("s3") ? Optional.empty() : Optional.of("no storage is configured in spec" + of);
    }

    /** What makes the cluster unfit for a backup. */
    Optional<String> backupFault() {
        if (!acrossK8s()) {
            return Optional.of("tidb cluster " + name() + " is not across kubernetes clusters (spec.acrossK8s)");
        }
        if (tree.path("status").path("tikv").path("stores").isEmpty()) {
            return Optional.of("tidb cluster " + name() + " has no TiKV store");
        }
        return tikvReplicas() > 0 ? Optional.empty() : Optional.of("tidb cluster " + name() + " has no TiKV replica");
    }

    /** What makes the cluster unfit to be restored into from that backup. */
    Optional<String> restoreFault(StoredBackup backup) {
        if (!acrossK8s()) {
            return Optional.of("tidb cluster " + name() + " is not across kubernetes clusters (spec.acrossK8s)");
        }
        return differs("TiKV replicas", tikvReplicas(), backup.tikvReplicas())
                .or(() -> differs("TiKV storage volumes", tikvVolumes(), backup.tikvVolumes()))
                .or(() -> differs("TiFlash replicas", tiflashReplicas(), backup.tiflashReplicas()));
    }

    private Optional<String> differs(String what, int here, int backedUp) {
        return here == backedUp
                ? Optional.empty()
                : Optional.of("tidb cluster " + name() + " has " + here + " " + what + ", the backup has " + backedUp);
    }
}
