package io.brfed.examples;

import static io.brfed.testkit.assertj.BrfedAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brfed.BackupBuilder;
import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.InvalidRequestException;
import io.brfed.k8s.Kubeconfig;
import io.brfed.k8s.OperatorDataPlane;
import io.brfed.k8s.OperatorStorage;
import io.brfed.plane.Cluster;
import io.brfed.spi.PdClient;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeEbs.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Backups by the direct plane with every adapter, over the wires of PD, TiKV, EC2, S3 and Kubernetes. */
@Timeout(120)
class DirectBackupOverTheWireTest {
    private static final int STORES_EACH = 2;

    private final LoopbackClusters kubernetes = LoopbackClusters.start();
    private final LoopbackTidb tidb = LoopbackTidb.start(kubernetes.servers(), STORES_EACH);
    private final TemporaryFolder folder = TemporaryFolder.create();
    private final Kubeconfig kubeconfig = Kubeconfig.load(folder.write("kubeconfig", kubernetes.kubeconfig()));
    private final DirectClients clients = DirectClients.to(tidb.addresses(), kubeconfig);

    @AfterEach
    void close() {
        clients.close();
        kubeconfig.close();
        folder.close();
        tidb.close();
        kubernetes.close();
    }

    private DirectPlanes planes() {
        return planes(clients.pd());
    }

    private DirectPlanes planes(PdClient pd) {
        return DirectPlanes.of(pd, clients.stores())
                .poll(Duration.ofMillis(200))
                .build();
    }

    private BackupBuilder backup() {
        return backup(planes());
    }

    private BackupBuilder backup(DirectPlanes planes) {
        return Federation.backup(LoopbackClusters.NAMES.stream()
                        .map(name -> clients.cluster(name, planes))
                        .toList())
                .named("nightly");
    }

    private JsonNode object(String key) {
        return tidb.s3()
                .storage()
                .get(LoopbackTidb.LOCATION, key)
                .map(object -> {
                    try {
                        return JsonMapper.builder().build().readTree(object.content());
                    } catch (IOException e) {
                        throw new AssertionError(key + " is no JSON", e);
                    }
                })
                .orElseThrow(() -> new AssertionError(
                        "no " + key + " among " + tidb.s3().storage().objects().keySet()));
    }

    @Test
    void isCompleteAndVerified() {
        BackupReport report = backup().execute();

        assertThat(report).isComplete();
        assertThat(report.operation().assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(report.operation().leftBehind()).isEmpty();
        assertThat(tidb.ebs().snapshots()).hasSize(LoopbackClusters.NAMES.size() * STORES_EACH);
    }

    @Test
    void whatIsInTheBucketNamesEverySnapshotAndOneTimestamp() {
        BackupReport report = backup().execute();

        List<String> snapshots = new ArrayList<>();
        for (String cluster : LoopbackClusters.NAMES) {
            JsonNode meta = object("nightly-" + cluster + "/backupmeta");
            assertThat(meta.path("cluster_info").path("resolved_ts").asText())
                    .isEqualTo(report.commitTs().orElseThrow().toString());
            meta.path("tikv")
                    .path("stores")
                    .forEach(store -> store.path("volumes")
                            .forEach(volume ->
                                    snapshots.add(volume.path("snapshot_id").asText())));
        }
        assertThat(snapshots)
                .containsExactlyInAnyOrderElementsOf(tidb.ebs().snapshots().stream()
                        .map(snapshot -> snapshot.id().value())
                        .toList());
    }

    @Test
    void pdAndTheStoresAreAsBefore() {
        BackupReport report = backup().execute();

        assertThat(report).isComplete();
        assertThat(tidb.isUndisturbed()).isTrue();
    }

    @Test
    void nothingIsDescribedInsideThePause() {
        CallTimes times = new CallTimes();

        BackupReport report = backup(planes(Intercepted.of(PdClient.class, clients.pd(), times)))
                .execute();

        assertThat(report).isComplete();
        Instant start = times.first("holdGc");
        Instant end = times.first("resumeSchedulers");
        assertThat(tidb.ebs().requests())
                .filteredOn(
                        request -> !request.at().isBefore(start) && request.at().isBefore(end))
                .extracting(Request::action)
                .containsOnly(FakeEbs.CREATE)
                .hasSize(LoopbackClusters.NAMES.size() * STORES_EACH);
    }

    /** When methods were called first. */
    private static final class CallTimes implements Intercepted.Watcher {
        private final Map<String, Instant> calls = new ConcurrentHashMap<>();

        @Override
        public void called(String method) {
            calls.putIfAbsent(method, Instant.now());
        }

        @Override
        public void answered(String method) {}

        Instant first(String method) {
            return Optional.ofNullable(calls.get(method))
                    .orElseThrow(() -> new AssertionError(method + " was not called, only " + calls.keySet()));
        }
    }

    /** The last member by the direct plane, the others by TiDB Operator. */
    private BackupBuilder mixed() {
        OperatorStorage storage = OperatorStorage.s3(LoopbackTidb.LOCATION.bucket())
                .prefix(LoopbackTidb.LOCATION.prefix())
                .region("us-west-2")
                .build();
        List<Cluster> clusters = new ArrayList<>();
        for (String name : List.of("k8s-a", "k8s-b")) {
            clusters.add(Cluster.named(name)
                    .namespace(LoopbackClusters.NAMESPACE)
                    .tidbCluster(LoopbackClusters.TIDB_CLUSTER)
                    .on(OperatorDataPlane.on(kubeconfig.cluster(name))
                            .storage(storage)
                            .build()));
        }
        clusters.add(clients.cluster("k8s-c", planes()));
        return Federation.backup(clusters).named("mixed");
    }

    @Test
    void membersByTheOperatorTakePartUnderThePauseOfADirectOne() {
        BackupReport report = mixed().execute();

        assertThat(report).isComplete();
        assertThat(tidb.ebs().snapshots()).hasSize(STORES_EACH);
        assertThat(kubernetes.operator("k8s-a").journal().types("fed-mixed"))
                .contains("VolumeBackupSnapshotsCreated")
                .doesNotContain("VolumeBackupInitialized");
        assertThat(tidb.isUndisturbed()).isTrue();
    }

    @Test
    void aPauseByTheOperatorIsNoneForDirectMembers() {
        BackupBuilder backup = mixed().initializer("k8s-b");

        assertThatThrownBy(backup::execute)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("initializer 'k8s-b': cannot prove that its pause lasts, which k8s-c need");
        assertThat(kubernetes.operator("k8s-b").journal().types("fed-mixed")).isEmpty();
    }
}
