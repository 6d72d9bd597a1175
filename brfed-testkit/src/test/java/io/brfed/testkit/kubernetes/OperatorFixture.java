package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.Tso;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** One embedded server with a simulated operator and the TidbCluster {@code tidb/prod} of three stores. */
final class OperatorFixture implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(10);
    static final String NAMESPACE = "tidb";
    static final BackupLocation LOCATION = new BackupLocation("s3://bucket/nightly-k8s-a");

    final EmbeddedKubernetes server;
    final SimulatedFederation federation;
    final SimulatedTidbOperator operator;

    private OperatorFixture(
            SimulatedFederation federation, String cluster, Duration deadlineSecond, Duration progressInterval) {
        this.federation = federation;
        server = EmbeddedKubernetes.named(cluster).namespaces(NAMESPACE).start();
        server.objects()
                .create(SimulatedTidbOperator.tidbCluster("prod", NAMESPACE, List.of(1L, 2L, 3L), List.of(4L, 5L, 6L)));
        operator = federation
                .operator(cluster, URI.create(server.url()))
                .deadlineSecond(deadlineSecond)
                .progressInterval(progressInterval)
                .start();
    }

    static OperatorFixture start() {
        return new OperatorFixture(SimulatedFederation.create(), "k8s-a", Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    /** Jobs reach their deadlines in twice as many milliseconds as they have seconds. */
    static OperatorFixture hurried() {
        return new OperatorFixture(SimulatedFederation.create(), "k8s-a", Duration.ofMillis(2), Duration.ofMinutes(1));
    }

    static OperatorFixture joining(SimulatedFederation federation, String cluster) {
        return new OperatorFixture(federation, cluster, Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    static OperatorFixture chatty() {
        return new OperatorFixture(SimulatedFederation.create(), "k8s-a", Duration.ofSeconds(1), Duration.ofMillis(2));
    }

    BackupScript script(String backup) {
        return operator.script().backup(backup);
    }

    ObjectNode backup(String name, String phase) {
        return server.objects().create(backupJson(name, phase).toString());
    }

    ObjectNode backup(String name, String phase, String prefix) {
        ObjectNode backup = backupJson(name, phase);
        Json.child(Json.child(backup, "spec"), "s3").put("prefix", prefix);
        return server.objects().create(backup.toString());
    }

    ObjectNode backupJson(String name, String phase) {
        ObjectNode backup =
                Json.object().put("apiVersion", "pingcap.com/v1alpha1").put("kind", "Backup");
        ObjectNode metadata = backup.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
        metadata.putObject("labels").put("team", "blue");
        ObjectNode spec =
                backup.putObject("spec").put("backupMode", "volume-snapshot").put("backupType", "full");
        spec.put("federalVolumeBackupPhase", phase);
        spec.putObject("br").put("cluster", "prod").put("clusterNamespace", NAMESPACE);
        spec.putObject("s3").put("provider", "aws").put("bucket", "bucket").put("prefix", prefix());
        return backup;
    }

    ObjectNode restoreJson(String name) {
        ObjectNode restore =
                Json.object().put("apiVersion", "pingcap.com/v1alpha1").put("kind", "Restore");
        restore.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
        ObjectNode spec =
                restore.putObject("spec").put("restoreMode", "volume-snapshot").put("backupType", "full");
        spec.put("federalVolumeRestorePhase", "restore-volume");
        spec.putObject("br").put("cluster", "prod").put("clusterNamespace", NAMESPACE);
        spec.putObject("s3").put("provider", "aws").put("bucket", "bucket").put("prefix", "nightly-k8s-a");
        return restore;
    }

    ObjectNode restore(String name) {
        return server.objects().create(restoreJson(name).toString());
    }

    private String prefix() {
        return "nightly-" + server.name();
    }

    /** Makes {@code prod} a cluster that waits for a restore of a backup that exists. */
    void readyToRestore() {
        server.objects().mergePatch("tidbclusters", NAMESPACE, "prod", "{\"spec\":{\"recoveryMode\":true}}");
        federation.bucket().put(LOCATION, StoredBackup.of("prod", 3, new Tso(449)));
    }

    void declare(String backup, String phase) {
        patch("backups", backup, "{\"spec\":{\"federalVolumeBackupPhase\":\"" + phase + "\"}}");
    }

    void resumeGc(String backup) {
        patch("backups", backup, "{\"spec\":{\"resumeGcSchedule\":true}}");
    }

    void declareRestore(String restore, String phase) {
        patch("restores", restore, "{\"spec\":{\"federalVolumeRestorePhase\":\"" + phase + "\"}}");
    }

    void patch(String resource, String name, String patch) {
        server.objects().mergePatch(resource, NAMESPACE, name, patch);
    }

    void await(String name, String condition) {
        operator.journal().await(name, condition, LIMIT);
    }

    List<String> types(String name) {
        return operator.journal().types(name);
    }

    /** Waits until an object is as wanted; writes to the server are what it waits for. */
    JsonNode awaitObject(String resource, String name, Predicate<JsonNode> wanted) {
        return Waiting.forObject(server, resource, name, wanted);
    }

    void awaitGone(String resource, String name) {
        Waiting.forAbsence(server, resource, name);
    }

    ObjectNode get(String resource, String name) {
        return server.objects().get(resource, NAMESPACE, name);
    }

    boolean exists(String resource, String name) {
        return server.objects().find(resource, NAMESPACE, name).isPresent();
    }

    JsonNode condition(String resource, String name, String type) {
        return get(resource, name)
                .path("status")
                .path("conditions")
                .valueStream()
                .filter(entry -> Json.text(entry, "type").equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no condition " + type));
    }

    @Override
    public void close() {
        operator.close();
        server.close();
    }
}
