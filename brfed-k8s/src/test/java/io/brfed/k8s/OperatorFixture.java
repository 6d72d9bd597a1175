package io.brfed.k8s;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.testkit.contract.DataPlaneFixture;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An operator plane with an embedded API server behind it, on which no operator runs. */
final class OperatorFixture implements DataPlaneFixture {
    static final String NAMESPACE = "tidb";
    static final TidbClusterRef TIDB_CLUSTER = new TidbClusterRef(NAMESPACE, "prod");
    static final ClusterName CLUSTER = new ClusterName("k8s-a");

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<Condition, String> TYPES = Map.ofEntries(
            Map.entry(Condition.INITIALIZED, "VolumeBackupInitialized"),
            Map.entry(Condition.INITIALIZE_FAILED, "VolumeBackupInitializeFailed"),
            Map.entry(Condition.SNAPSHOTS_CREATED, "VolumeBackupSnapshotsCreated"),
            Map.entry(Condition.PAUSE_ENDED, "VolumeBackupInitializeComplete"),
            Map.entry(Condition.VOLUMES_COMPLETE, "VolumeBackupComplete"),
            Map.entry(Condition.VOLUMES_FAILED, "VolumeBackupFailed"),
            Map.entry(Condition.VOLUMES_RESTORED, "VolumeComplete"),
            Map.entry(Condition.WARM_UP_STARTED, "WarmUpStarted"),
            Map.entry(Condition.WARM_UP_COMPLETE, "WarmUpComplete"),
            Map.entry(Condition.TIKV_READY, "TikvComplete"),
            Map.entry(Condition.DATA_RESTORED, "DataComplete"),
            Map.entry(Condition.COMPLETE, "Complete"),
            Map.entry(Condition.FAILED, "Failed"),
            Map.entry(Condition.INVALID, "Invalid"),
            Map.entry(Condition.RETRYING, "RetryFailed"),
            Map.entry(Condition.CLEAN_FAILED, "CleanFailed"));

    private final EmbeddedKubernetes server =
            EmbeddedKubernetes.named("k8s-a").namespaces(NAMESPACE).start();
    private final List<KubernetesCluster> clusters = new ArrayList<>();
    private final DataPlane plane;
    private Optional<Outage> outage = Optional.empty();

    OperatorFixture() {
        this(OperatorTemplate.defaults());
    }

    OperatorFixture(OperatorTemplate template) {
        server.objects().create("""
                {"apiVersion":"pingcap.com/v1alpha1","kind":"TidbCluster",
                 "metadata":{"name":"prod","namespace":"tidb"},
                 "spec":{"acrossK8s":true,"recoveryMode":true,"tikv":{"replicas":1}},
                 "status":{"tikv":{"stores":{"1":{"id":"1","podName":"prod-tikv-0","ip":"10.0.0.1","leaderCount":1,"state":"Up"}},
                                   "peerStores":{"4":{"id":"4","podName":"prod-tikv-0","ip":"10.0.0.1","leaderCount":1,"state":"Up"}}}}}""");
        plane = OperatorDataPlane.on(cluster())
                .storage(OperatorStorage.s3("bucket").prefix("prefix").build())
                .backupTemplate(template)
                .build();
    }

    /** A new connection to the server, closed with the fixture. */
    KubernetesCluster cluster() {
        KubernetesCluster cluster = KubernetesCluster.at(server.url())
                .name("k8s-a")
                .connectTimeout(Duration.ofSeconds(1))
                .watchProbe(Duration.ofMillis(200))
                .open();
        clusters.add(cluster);
        return cluster;
    }

    EmbeddedKubernetes server() {
        return server;
    }

    @Override
    public DataPlane plane() {
        return plane;
    }

    @Override
    public DataPlane reopened() {
        return OperatorDataPlane.on(cluster())
                .storage(OperatorStorage.s3("bucket").prefix("prefix").build())
                .build();
    }

    @Override
    public MemberRequest request(OperationKind kind, String operation) {
        Member member = new Member(kind, new OperationName(operation), CLUSTER, TIDB_CLUSTER);
        Optional<BackupLocation> source = kind == OperationKind.RESTORE
                ? Optional.of(new BackupLocation("s3://bucket/prefix/nightly-k8s-a"))
                : Optional.empty();
        return new MemberRequest(member, source);
    }

    @Override
    public <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("not complete after " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Each round trip gives events that are on their way the time to overtake it. */
    @Override
    public void settle() {
        for (int i = 0; i < 5; i++) {
            await(plane.list(TIDB_CLUSTER, Duration.ofSeconds(5)));
        }
    }

    static String resource(Member member) {
        return member.kind() == OperationKind.BACKUP ? "backups" : "restores";
    }

    static String name(Member member) {
        return "fed-" + member.operation();
    }

    /** The stored object of a member. */
    ObjectNode object(Member member) {
        return server.objects().get(resource(member), NAMESPACE, name(member));
    }

    @Override
    public void report(Member member, Condition condition) {
        condition(member, TYPES.get(condition), "", Instant.now());
    }

    /** Adds a condition that is true, as the operator does. */
    void condition(Member member, String type, String reason, Instant since) {
        server.objects().change(resource(member), NAMESPACE, name(member), object -> {
            ObjectNode status = object.withObjectProperty("status");
            status.put("phase", type);
            status.withArrayProperty("conditions")
                    .addObject()
                    .put("type", type)
                    .put("status", "True")
                    .put("reason", reason)
                    .put("lastTransitionTime", since.toString().substring(0, 19) + "Z");
            return object;
        });
    }

    @Override
    public void putForeign(Member member) {
        boolean backup = member.kind() == OperationKind.BACKUP;
        server.objects()
                .create(
                        "{\"apiVersion\":\"pingcap.com/v1alpha1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"tidb\"},\"spec\":{}}"
                                .formatted(backup ? "Backup" : "Restore", name(member)));
    }

    @Override
    public void deleteByHand(Member member) {
        server.objects().delete(resource(member), NAMESPACE, name(member));
    }

    @Override
    public void startDeleting(Member member) {
        server.objects().change(resource(member), NAMESPACE, name(member), object -> {
            object.withObjectProperty("metadata")
                    .withArrayProperty("finalizers")
                    .add("example.com/keeps-it");
            return object;
        });
        deleteByHand(member);
    }

    @Override
    public void cutOff() {
        outage = Optional.of(server.faults().outage());
    }

    @Override
    public void reconnect() {
        outage.ifPresent(Outage::close);
        outage = Optional.empty();
    }

    @Override
    public void close() {
        clusters.forEach(KubernetesCluster::close);
        reconnect();
        server.close();
    }
}
