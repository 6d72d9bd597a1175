package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.k8s.internal.restore.RestoreRights;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.RestoreAccess;
import io.brfed.spi.RestoreTarget;
import io.brfed.spi.RestoreTarget.Claim;
import io.brfed.spi.RestoreTarget.Encryption;
import io.brfed.spi.RestoreTarget.Mode;
import io.brfed.spi.RestoreTarget.Pod;
import io.brfed.spi.RestoreTarget.Service;
import io.brfed.spi.RestoreTarget.Specification;
import io.brfed.spi.RestoreTarget.Versions;
import io.brfed.testkit.kubernetes.Verb;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesRestoreAccessTest {
    private static final TidbClusterRef COPY = new TidbClusterRef("tidb", "copy");
    private static final OperationId RESTORE = new OperationId("restore-1");
    private static final OperationId OTHER = new OperationId("restore-2");
    private static final String READY = "tidb.pingcap.com/tikv-volumes-ready";

    private AccessFixture fixture = AccessFixture.v1();

    @AfterEach
    void close() {
        fixture.close();
    }

    private RestoreAccess access() {
        return KubernetesRestoreAccess.on(fixture.cluster());
    }

    private void create(String recovery) {
        fixture.server().objects().create("""
                {"apiVersion":"pingcap.com/v1alpha1","kind":"TidbCluster","metadata":{"name":"copy","namespace":"tidb"},
                 "spec":{"version":"v7.5.3",%s"pd":{"replicas":3},"tidb":{"replicas":2},
                   "tikv":{"replicas":2,"storageVolumes":[{"name":"raft","storageSize":"1Gi","mountPath":"/var/lib/raft"}],
                     "config":"[security.encryption]\\ndata-encryption-method = \\"aes256-ctr\\"\\n[security.encryption.master-key]\\ntype = \\"kms\\"\\nkey-id = \\"k-1\\"\\n"}}}""".formatted(recovery));
    }

    private void createInRecovery() {
        create("\"recoveryMode\":true,");
    }

    private RestoreTarget look() {
        return fixture.await(access().look(COPY, AccessFixture.LIMIT));
    }

    private Specification recorded(String spec) {
        return access().recorded("{\"metadata\":{\"name\":\"db\"},\"spec\":" + spec + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"version\":\"v7.5.3\",\"tikv\":{\"version\":\"v7.1.0\"}}', v7.1.0, v7.5.3",
        "'{\"version\":\"v7.5.3\",\"tikv\":{\"baseImage\":\"hub:5000/tikv\",\"version\":\"v8.1.0\"}}', v8.1.0, v7.5.3",
        "'{\"version\":\"v7.5.3\",\"tidb\":{\"image\":\"hub:5000/tidb:v6.5.0@sha256:12\"}}', v7.5.3, v6.5.0",
        "'{\"tikv\":{\"baseImage\":\"hub/tikv:v7.5.1\"},\"tidb\":{\"image\":\"tidb\"}}', v7.5.1, ''",
    })
    void tellsWhichVersionsWouldRun(String spec, String tikv, String tidb) {
        assertThat(recorded(spec).versions()).isEqualTo(new Versions(tikv, tidb));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"security\":{\"encryption\":{\"data-encryption-method\":\"aes256-ctr\",\"master-key\":{\"type\":\"kms\","
                        + "\"key-id\":\"k-2\"}}}} | aes256-ctr | kms | k-2",
                "\"# data-encryption-method = 'aes128-ctr'\\n[security.encryption.previous-master-key]\\nkey-id = 'old'\\n"
                        + "[security.encryption]\\ndata-encryption-method = 'aes256-ctr'\\nmaster-key.type = 'file'\\n"
                        + "master-key.path = '/keys/k'\\n\" | aes256-ctr | file | /keys/k",
                "\"\" | plaintext | plaintext | ''",
            })
    void readsEncryptionOfABackupHoweverItIsWritten(String config, String method, String type, String key) {
        assertThat(recorded("{\"tikv\":{\"config\":" + config + "}}").encryption())
                .isEqualTo(new Encryption(method, type, key));
    }

    @Test
    void aConfigurationThatCannotBeReadIsToldWithoutItsText() {
        assertThatThrownBy(() -> recorded("{\"tikv\":{\"config\":\"secret = = x\"}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spec.tikv.config is not TOML")
                .hasMessageNotContaining("secret");
    }

    private static BoundVolume volume(OperationId id, String name, String volume) {
        String stamp = "\"labels\":{\"brfed.io/operation\":\"" + id + "\"}";
        return new BoundVolume(
                "tidb",
                name,
                "pvc-of-" + id + "-" + name,
                new VolumeId(volume),
                """
                {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"%s","namespace":"tidb",%s},
                 "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"volumeName":"pvc-of-%s-%s"}}""".formatted(name, stamp, id, name),
                """
                {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pvc-of-%s-%s",%s,
                   "annotations":{"tikv-volume-restore/volume-id":"%s"}},
                 "spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"csi":{"driver":"ebs.csi.aws.com","volumeHandle":"%s"}}}""".formatted(id, name, stamp, volume, volume));
    }

    private void place(OperationId id, BoundVolume volume) {
        fixture.await(access().place(id, volume, AccessFixture.LIMIT));
    }

    private List<String> names(String resource) {
        return fixture.server().objects().list(resource, resource.equals("persistentvolumes") ? "" : "tidb").stream()
                .map(object -> object.at("/metadata/name").asText())
                .filter(name -> name.contains("copy"))
                .toList();
    }

    private JsonNode tidbCluster() {
        return fixture.server().objects().get("tidbclusters", "tidb", "copy");
    }

    private void mark(String value) {
        fixture.patch("tidbclusters", "copy", "{\"metadata\":{\"annotations\":{\"" + READY + "\":\"" + value + "\"}}}");
    }

    private String word() {
        return tidbCluster().path("metadata").path("annotations").path(READY).asText("");
    }

    private void startTikv() {
        fixture.await(access().startTikv(COPY, RESTORE, AccessFixture.LIMIT));
    }

    private List<String> withdraw() {
        return fixture.await(access().withdraw(COPY, RESTORE, AccessFixture.LIMIT));
    }

    private void createPod(String name) {
        fixture.server().objects().create("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"tidb","labels":{
                   "app.kubernetes.io/name":"tidb-cluster","app.kubernetes.io/managed-by":"tidb-operator",
                   "app.kubernetes.io/instance":"copy","app.kubernetes.io/component":"tikv"}},
                 "spec":{"containers":[{"name":"tikv","image":"pingcap/tikv"}]}}""".formatted(name));
    }

    @Test
    void tellsWhatIsRestoredInto() {
        createInRecovery();

        RestoreTarget target = look();

        assertThat(target.mode()).isEqualTo(Mode.RECOVERY);
        assertThat(target.volumesReady()).isEmpty();
        assertThat(target.service()).isEqualTo(Service.NOT_READY);
        assertThat(target.specification().versions()).isEqualTo(new Versions("v7.5.3", "v7.5.3"));
        assertThat(target.specification().replicas().tikv()).isEqualTo(2);
        assertThat(target.specification().tikvVolumes()).containsExactly("tikv", "tikv-raft");
        assertThat(target.specification().encryption()).isEqualTo(new Encryption("aes256-ctr", "kms", "k-1"));
        assertThat(target.pods()).isEmpty();
        assertThat(target.claims()).isEmpty();
    }

    @Test
    void tellsWhatRunsAlready() {
        create("");
        createPod("copy-tikv-0");
        fixture.patch("tidbclusters", "copy", """
                {"status":{"conditions":[{"type":"Ready","status":"True"}],
                  "tikv":{"stores":{"11":{"id":"11","podName":"copy-tikv-0","ip":"a","leaderCount":0,"state":"Up"},"12":{"id":"12","podName":"copy-tikv-1","ip":"b","leaderCount":0,"state":"Down"}}}}}""");

        RestoreTarget target = look();

        assertThat(target.mode()).isEqualTo(Mode.NORMAL);
        assertThat(target.pods()).extracting(Pod::name).containsExactly("copy-tikv-0");
        assertThat(target.stores()).containsEntry(new StoreId(11), "Up").containsEntry(new StoreId(12), "Down");
        assertThat(target.service()).isEqualTo(Service.READY);
    }

    @Test
    void tellsWhoseTheClaimsUnderTheNamesOfTikvAre() {
        createInRecovery();
        place(RESTORE, volume(RESTORE, "tikv-copy-tikv-0", "vol-0a"));
        fixture.server().objects().create("""
                {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"tikv-copy-tikv-1","namespace":"tidb"},
                 "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""");

        assertThat(look().claims())
                .containsExactlyInAnyOrder(
                        new Claim("tikv-copy-tikv-0", "pvc-of-restore-1-tikv-copy-tikv-0", Optional.of(RESTORE)),
                        new Claim("tikv-copy-tikv-1", "", Optional.empty()));
    }

    @Test
    void refusesTidbOperatorV2WithAClearText() {
        fixture.close();
        fixture = AccessFixture.v2();

        assertThatThrownBy(() -> fixture.await(access().look(AccessFixture.TIDB_CLUSTER, AccessFixture.LIMIT)))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("Operator v2")
                .hasMessageContaining("restore into a TidbCluster of TiDB Operator v1");
    }

    @Test
    void placesAVolumeOnceHoweverOftenItIsAsked() {
        BoundVolume volume = volume(RESTORE, "tikv-copy-tikv-0", "vol-0a");

        place(RESTORE, volume);
        place(RESTORE, volume);

        assertThat(names("persistentvolumes")).containsExactly(volume.persistentVolume());
        assertThat(names("persistentvolumeclaims")).containsExactly(volume.claim());
    }

    @Test
    void refusesAClaimThatSomebodyElseMadeAndLeavesItAlone() {
        place(OTHER, volume(OTHER, "tikv-copy-tikv-0", "vol-0b"));
        JsonNode before = fixture.server().objects().get("persistentvolumeclaims", "tidb", "tikv-copy-tikv-0");

        assertThatThrownBy(() -> place(RESTORE, volume(RESTORE, "tikv-copy-tikv-0", "vol-0a")))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(ProviderException.Fault.REFUSED))
                .hasMessageContaining("PersistentVolumeClaim tikv-copy-tikv-0", "restore-2");
        assertThat(fixture.server().objects().get("persistentvolumeclaims", "tidb", "tikv-copy-tikv-0"))
                .isEqualTo(before);
    }

    @Test
    void refusesItsOwnObjectOfAnotherVolume() {
        place(RESTORE, volume(RESTORE, "tikv-copy-tikv-0", "vol-0a"));

        assertThatThrownBy(() -> place(RESTORE, volume(RESTORE, "tikv-copy-tikv-0", "vol-0b")))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("PersistentVolume ");
    }

    @Test
    void letsTikvStartOnce() {
        createInRecovery();

        startTikv();
        startTikv();

        assertThat(word()).isEqualTo("tidb/restore-1");
        assertThat(look().volumesReady()).contains("tidb/restore-1");
        assertThat(fixture.server().requests().of(Verb.PATCH, "tidbclusters")).hasSize(1);
    }

    @Test
    void doesNotStartTikvForAnotherRestore() {
        createInRecovery();
        mark("tidb/restore-2");

        assertThatThrownBy(this::startTikv)
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("restore-2");
        assertThat(word()).isEqualTo("tidb/restore-2");
    }

    @Test
    void doesNotStartTikvOutsideRecoveryMode() {
        create("");

        assertThatThrownBy(this::startTikv)
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("not in recovery mode");
        assertThat(word()).isEmpty();
    }

    @Test
    void restartsTheVeryPodsThatWereSeen() {
        createInRecovery();
        createPod("copy-tikv-0");
        createPod("copy-tikv-1");
        List<Pod> seen = look().pods();
        fixture.server().objects().delete("pods", "tidb", "copy-tikv-1");
        createPod("copy-tikv-1");

        fixture.await(access().restartTikv(COPY, seen, AccessFixture.LIMIT));
        fixture.await(access().restartTikv(COPY, seen, AccessFixture.LIMIT));

        assertThat(look().pods()).extracting(Pod::name).containsExactly("copy-tikv-1");
    }

    @Test
    void endsTheRecoveryInOneChange() {
        createInRecovery();
        mark("tidb/restore-1");
        fixture.server().requests().clear();

        fixture.await(access().endRecovery(COPY, AccessFixture.LIMIT));
        fixture.await(access().endRecovery(COPY, AccessFixture.LIMIT));

        assertThat(tidbCluster().at("/spec/recoveryMode").asBoolean(true)).isFalse();
        assertThat(word()).isEmpty();
        assertThat(fixture.server().requests().of(Verb.PATCH, "tidbclusters")).hasSize(1);
    }

    @Test
    void takesBackOnlyWhatCarriesItsStamp() {
        createInRecovery();
        place(RESTORE, volume(RESTORE, "tikv-copy-tikv-0", "vol-0a"));
        place(OTHER, volume(OTHER, "tikv-copy-tikv-1", "vol-0b"));
        startTikv();

        assertThat(withdraw()).isEmpty();
        assertThat(withdraw()).isEmpty();

        assertThat(names("persistentvolumes")).containsExactly("pvc-of-restore-2-tikv-copy-tikv-1");
        assertThat(names("persistentvolumeclaims")).containsExactly("tikv-copy-tikv-1");
        assertThat(word()).isEmpty();
        assertThat(fixture.server().objects().list("persistentvolumes", "")).hasSize(7);
    }

    @Test
    void leavesTheWordOfAnotherRestore() {
        createInRecovery();
        mark("tidb/restore-2");

        withdraw();

        assertThat(word()).isEqualTo("tidb/restore-2");
    }

    @Test
    void tellsWhatIsStillInUse() {
        createInRecovery();
        place(RESTORE, volume(RESTORE, "tikv-copy-tikv-0", "vol-0a"));
        fixture.patch(
                "persistentvolumeclaims",
                "tikv-copy-tikv-0",
                "{\"metadata\":{\"finalizers\":[\"kubernetes.io/pvc-protection\"]}}");

        assertThat(withdraw()).containsExactly("PersistentVolumeClaim tikv-copy-tikv-0");
    }

    @Test
    void withdrawsAlsoIfTheTidbClusterIsGone() {
        place(RESTORE, volume(RESTORE, "tikv-copy-tikv-0", "vol-0a"));

        assertThat(withdraw()).isEmpty();
        assertThat(names("persistentvolumes")).isEmpty();
    }

    @Test
    void usesExactlyTheRightsThatItTells() {
        createInRecovery();
        createPod("copy-tikv-0");
        allow();

        everyCall();

        assertThat(fixture.server().requests().all()).noneMatch(request -> request.status() == 403);
        assertThat(fixture.server().requests().all().stream()
                        .map(request -> request.verb().word() + " " + request.resource())
                        .collect(Collectors.toSet()))
                .isEqualTo(words());
    }

    @Test
    void saysEachRightThatIsMissing() {
        fixture.server().access().denyAll();

        assertThat(fixture.await(access().checkRights(COPY, AccessFixture.LIMIT)))
                .extracting(Finding::value)
                .hasSize(RestoreRights.ALL.stream()
                        .mapToInt(right -> right.verbs().size())
                        .sum())
                .contains("delete persistentvolumes", "patch tidbclusters.pingcap.com");
    }

    @Test
    void theManifestGrantsRestoresOnlyIfAsked() {
        DirectRbac rbac = DirectRbac.forServiceAccount("tidb-admin", "member");

        assertThat(rbac.yaml()).doesNotContain("create", "delete", "patch");
        assertThat(rbac.restores().yaml()).contains("create", "delete", "patch");
    }

    private void everyCall() {
        BoundVolume volume = volume(RESTORE, "tikv-copy-tikv-0", "vol-0a");
        place(RESTORE, volume);
        place(RESTORE, volume);
        startTikv();
        fixture.await(access().restartTikv(COPY, look().pods(), AccessFixture.LIMIT));
        withdraw();
    }

    private void allow() {
        fixture.server().access().denyAll();
        RestoreRights.ALL.forEach(right -> right.verbs()
                .forEach(verb -> fixture.server()
                        .access()
                        .allow(verb, right.group(), right.resource(), right.namespaced() ? "tidb" : "")));
    }

    private static Set<String> words() {
        return RestoreRights.ALL.stream()
                .flatMap(right -> right.verbs().stream().map(verb -> verb + " " + right.resource()))
                .collect(Collectors.toSet());
    }
}
