package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.manifest.Yaml;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.ClusterInventory.Manifest;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.ClusterInventory.Replicas;
import io.brfed.spi.TikvVolume;
import io.brfed.testkit.direct.ClusterFault;
import io.brfed.testkit.kubernetes.TikvObjects;
import io.brfed.testkit.kubernetes.Verb;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters of TiDB Operator v1. An id V… names a sharp edge of the volume part of a backup. */
class DiscoveryV1Test {
    private AccessFixture fixture = AccessFixture.v1();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void restart(TikvObjects objects) {
        fixture.close();
        fixture = new AccessFixture(objects);
    }

    private void tidbCluster(String patch) {
        fixture.patch("tidbclusters", "prod", patch);
    }

    private void claim(long store, String patch) {
        fixture.patch("persistentvolumeclaims", fixture.objects().claim(store), patch);
    }

    private void volume(long store, String patch) {
        fixture.patch("persistentvolumes", fixture.dataVolume(store), patch);
    }

    private List<String> notices() {
        return fixture.discover().findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.NOTICE)
                .map(Finding::toString)
                .toList();
    }

    @Test
    void findsStoresPeersAndReplicas() {
        ClusterInventory found = fixture.discover();

        assertThat(found.operator()).isEqualTo(Operator.V1);
        assertThat(found.peers()).containsOnlyKeys(new StoreId(4), new StoreId(5));
        assertThat(found.replicas()).isEqualTo(new Replicas(3, 3, 1, 0));
        assertThat(found.stores().get(1).volumes())
                .containsExactly(
                        new TikvVolume(
                                new VolumeId(fixture.objects().ebsVolume("tikv-prod-tikv-1")),
                                TikvVolume.DATA,
                                "/var/lib/tikv",
                                "tikv-prod-tikv-1"),
                        new TikvVolume(
                                new VolumeId(fixture.objects().ebsVolume("tikv-raft-prod-tikv-1")),
                                "raft-engine.dir",
                                "/var/lib/raft",
                                "tikv-raft-prod-tikv-1"));
    }

    @Test
    void keepsStoreIdsOf64Bits() {
        fixture.patch(
                "pods",
                "prod-tikv-0",
                "{\"metadata\":{\"labels\":{\"tidb.pingcap.com/store-id\":\"18446744073709551615\"}}}");
        tidbCluster("{\"status\":{\"tikv\":{\"stores\":{\"1\":null}}}}");

        assertThat(fixture.discover().stores().get(2).id()).contains(StoreId.parse("18446744073709551615"));
    }

    @Test
    void readsInTreeVolumes() {
        restart(TikvObjects.v1("prod").stores(7).driver(TikvObjects.Driver.IN_TREE));

        ClusterInventory found = fixture.discover();

        assertThat(found.findings()).isEmpty();
        assertThat(found.stores().get(0).volumes())
                .extracting(volume -> volume.id().value())
                .containsExactly(fixture.objects().ebsVolume("tikv-prod-tikv-0"));
    }

    @Test
    void findsAPersistentVolumeWhoseLabelsAreNotSyncedYet() {
        volume(1, "{\"metadata\":{\"labels\":null}}");

        assertThat(fixture.discover().findings()).isEmpty();
    }

    @Test
    void findsAClaimWithoutLabels() {
        claim(1, "{\"metadata\":{\"labels\":null}}");

        assertThat(fixture.discover().findings()).isEmpty();
    }

    @Test
    void saysThatAStoreIdIsMissing_V9() {
        fixture.damage(ClusterFault.STORE_ID_MISSING);

        assertThat(fixture.faults())
                .singleElement()
                .asString()
                .contains("k8s-a/tidb/prod-tikv-0", "has no label tidb.pingcap.com/store-id", "wait until");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "none", "18446744073709551616", "1.5"})
    void saysThatALabelIsNoStoreId_V9(String label) {
        fixture.patch(
                "pods", "prod-tikv-0", "{\"metadata\":{\"labels\":{\"tidb.pingcap.com/store-id\":\"" + label + "\"}}}");

        assertThat(fixture.faults()).singleElement().asString().contains("store-id=" + label, "is no store id");
    }

    @Test
    void saysThatLabelAndStatusDisagree_V9() {
        fixture.patch("pods", "prod-tikv-2", "{\"metadata\":{\"labels\":{\"tidb.pingcap.com/store-id\":\"9\"}}}");

        assertThat(fixture.faults()).singleElement().asString().contains("labelled as store 9", "it is store 3");
    }

    @Test
    void saysThatTwoPodsHaveOneStoreId_V9() {
        tidbCluster("{\"status\":{\"tikv\":{\"stores\":null}}}");
        fixture.damage(ClusterFault.STORE_ID_TWICE);

        assertThat(fixture.faults()).singleElement().asString().contains("store id '1'", "prod-tikv-0", "prod-tikv-1");
    }

    @Test
    void saysThatAVolumeIsOnTwoStores_V9() {
        fixture.damage(ClusterFault.VOLUME_ON_TWO_STORES);

        assertThat(fixture.faults())
                .singleElement()
                .asString()
                .contains(fixture.objects().ebsVolume("tikv-prod-tikv-0"), "prod-tikv-0/tikv", "prod-tikv-1/tikv");
    }

    @Test
    void saysThatThereAreNoPods_V9() {
        fixture.damage(ClusterFault.NO_STORES);

        assertThat(fixture.faults()).anyMatch(fault -> fault.contains("leave this cluster out"));
        assertThat(fixture.faults())
                .filteredOn(fault -> fault.contains("there is no such pod"))
                .hasSize(3);
    }

    @Test
    void saysThatAStoreOfTheStatusHasNoPod_V9() {
        fixture.server().objects().delete("pods", "tidb", "prod-tikv-1");

        assertThat(fixture.faults()).singleElement().asString().contains("store 2 with pod prod-tikv-1");
    }

    @Test
    void saysThatAVolumeIdIsEmpty_V9() {
        fixture.damage(ClusterFault.VOLUME_ID_EMPTY);

        assertThat(fixture.faults())
                .singleElement()
                .asString()
                .contains("csi.volumeHandle ''", "no id of an EBS volume");
    }

    @Test
    void saysThatAHandleHoldsNoVolumeId_V9() {
        volume(1, "{\"spec\":{\"csi\":{\"volumeHandle\":\"disk-7\"}}}");

        assertThat(fixture.faults()).singleElement().asString().contains("'disk-7'");
    }

    @Test
    void saysThatADriverIsNotOfEbs_V9() {
        fixture.damage(ClusterFault.VOLUME_NOT_EBS);

        assertThat(fixture.faults()).singleElement().asString().contains("efs.csi.aws.com", "ebs.csi.aws.com");
    }

    @Test
    void saysThatEksAutoModeIsNotSupported_V9() {
        volume(1, "{\"spec\":{\"csi\":{\"driver\":\"ebs.csi.eks.amazonaws.com\"}}}");

        assertThat(fixture.faults()).singleElement().asString().contains("EKS Auto Mode", "outside of Auto Mode");
    }

    @Test
    void saysThatASourceIsNoVolumeOfEbs_V9() {
        volume(1, "{\"spec\":{\"csi\":null,\"hostPath\":{\"path\":\"/disk\"}}}");

        assertThat(fixture.faults()).singleElement().asString().contains("neither", "awsElasticBlockStore");
    }

    @Test
    void saysThatAVolumeOfThePodIsNoClaim_V14() {
        fixture.patch("pods", "prod-tikv-0", "{\"spec\":{\"volumes\":[{\"name\":\"tikv\",\"emptyDir\":{}}]}}");

        assertThat(fixture.faults())
                .hasSize(2)
                .anyMatch(fault -> fault.contains("a volume 'tikv' that is no PersistentVolumeClaim"))
                .anyMatch(fault -> fault.contains("no volume 'tikv-raft', which the specification asks for"));
    }

    @Test
    void saysThatAClaimIsMissingOrNotBound() {
        fixture.damage(ClusterFault.CLAIM_MISSING);
        claim(2, "{\"spec\":{\"volumeName\":null}}");
        fixture.server().objects().delete("persistentvolumes", "", fixture.dataVolume(3));

        assertThat(fixture.faults())
                .hasSize(3)
                .anyMatch(fault -> fault.contains("does not exist, although pod prod-tikv-0 uses it"))
                .anyMatch(fault -> fault.contains("tikv-prod-tikv-1': is not bound"))
                .anyMatch(fault -> fault.contains("which does not exist"));
    }

    @Test
    void saysThatAVolumeIsBoundToAnotherClaim() {
        volume(1, "{\"spec\":{\"claimRef\":{\"name\":\"other\"}}}");
        volume(2, "{\"spec\":{\"claimRef\":null}}");

        assertThat(fixture.faults())
                .hasSize(2)
                .anyMatch(fault -> fault.contains("bound to another claim: tidb/other"))
                .anyMatch(fault -> fault.contains("spec.claimRef"));
    }

    @Test
    void saysThatAPodIsNotAtWork() {
        fixture.patch("pods", "prod-tikv-0", "{\"status\":{\"phase\":\"Pending\"}}");

        assertThat(fixture.faults()).singleElement().asString().contains("is not running but Pending");
    }

    @Test
    void doesWithoutPdTidbAndConfiguration_V14() {
        tidbCluster("{\"spec\":{\"pd\":null,\"tidb\":null,\"tikv\":{\"config\":null}}}");

        ClusterInventory found = fixture.discover();

        assertThat(found.replicas()).isEqualTo(new Replicas(0, 3, 0, 0));
        assertThat(found.stores().get(0).volumes()).extracting(TikvVolume::role).containsExactly(TikvVolume.DATA, "");
        assertThat(notices()).singleElement().asString().contains("tikv-raft", "which no setting of TiKV names");
    }

    @Test
    void readsRolesFromTables_V13() {
        restart(TikvObjects.v1("prod")
                .volume("wal", "/var/lib/wal")
                .volume("titan", "/var/lib/titan")
                .config("""
                [rocksdb]
                  wal-dir = "/var/lib/wal"
                [titan]
                  dirname = "/var/lib/titan"
                """));

        assertThat(fixture.discover().stores().get(0).volumes())
                .extracting(TikvVolume::role)
                .containsExactly(TikvVolume.DATA, "rocksdb.wal-dir", "titan.dirname");
    }

    @Test
    void readsRolesOfDirectoriesBelowTheMountPath_V13() {
        restart(TikvObjects.v1("prod")
                .volume("raft", "/var/lib/raft/")
                .config("\"raft-engine.dir\" = \"/var/lib/raft/a/b\""));

        assertThat(fixture.discover().stores().get(0).volumes())
                .extracting(TikvVolume::role)
                .containsExactly(TikvVolume.DATA, "raft-engine.dir");
    }

    @Test
    void saysThatTheConfigurationCannotBeRead() {
        tidbCluster("{\"spec\":{\"tikv\":{\"config\":\"secret = [oops\"}}}");

        assertThat(notices()).anyMatch(notice -> notice.contains("is not TOML (line 1"));
        assertThat(fixture.faults()).isEmpty();
        assertThat(notices()).noneMatch(notice -> notice.contains("oops"));
    }

    @Test
    void refusesWhatCannotBeRecoveredFromVolumes() {
        tidbCluster(
                "{\"spec\":{\"tikv\":{\"config\":\"[storage]\\nengine = \\\"partitioned-raft-kv\\\"\\napi-version = 2\"}}}");

        assertThat(fixture.faults())
                .hasSize(2)
                .anyMatch(fault -> fault.contains("storage.engine"))
                .anyMatch(fault -> fault.contains("keyspaces"));
    }

    @Test
    void writesObjectsAsTheOriginalDoes() throws IOException {
        ClusterInventory found = fixture.discover();

        var tidbCluster = Json.read(found.documents().tidbCluster());
        assertThat(tidbCluster.has("kind") || tidbCluster.has("apiVersion")).isFalse();
        assertThat(tidbCluster.at("/status/tikv/stores")).hasSize(3);
        var volume = Json.read(found.documents().volumes().get(0));
        assertThat(volume.at("/spec/csi/volumeHandle").asText())
                .isEqualTo(
                        volume.at("/metadata/annotations/temporary~1volume-id").asText());
        assertThat(volume.at("/metadata/uid").asText()).isNotEmpty();
    }

    @Test
    void leavesTheLiveObjectsAlone() {
        fixture.discover();

        assertThat(fixture.server().requests().all())
                .allMatch(request -> request.verb() == Verb.GET || request.verb() == Verb.LIST);
        assertThat(fixture.server()
                        .objects()
                        .get("persistentvolumes", "", fixture.dataVolume(1))
                        .at("/metadata/annotations")
                        .has("temporary/volume-id"))
                .isFalse();
    }

    @Test
    void copiesWhatRefersToTheCluster() {
        companion("TidbMonitor", "watcher", "tidb", "{\"clusters\":[{\"name\":\"prod\"}]}");
        companion("TidbInitializer", "init", "tidb", "{\"cluster\":{\"name\":\"prod\",\"namespace\":\"tidb\"}}");
        companion("TidbMonitor", "foreign", "tidb", "{\"clusters\":[{\"name\":\"prod\",\"namespace\":\"other\"}]}");

        List<Manifest> manifests = fixture.discover().documents().manifests();

        assertThat(manifests)
                .extracting(manifest -> manifest.kind() + "/" + manifest.name())
                .containsExactlyInAnyOrder("TidbCluster/prod", "TidbMonitor/watcher", "TidbInitializer/init");
        assertThat(manifests).allSatisfy(manifest -> {
            var tree = Yaml.documents(manifest.yaml()).get(0);
            assertThat(tree.at("/kind").asText()).isEqualTo(manifest.kind());
            assertThat(tree.at("/metadata").has("managedFields")).isFalse();
        });
    }

    @Test
    void doesWithoutCopiesThatItMayNotRead() {
        fixture.server().access().deny("list", "pingcap.com", "tidbmonitors", "tidb");

        assertThat(fixture.discover().stores()).hasSize(3);
        assertThat(notices())
                .singleElement()
                .asString()
                .contains("TidbMonitor", "allow list on tidbmonitors.pingcap.com");
    }

    private void companion(String kind, String name, String namespace, String spec) {
        fixture.server()
                .objects()
                .create(
                        "{\"apiVersion\":\"pingcap.com/v1alpha1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\",\"managedFields\":[]},\"spec\":%s}"
                                .formatted(kind, name, namespace, spec));
    }

    @Test
    void readsListsPageByPage() {
        restart(TikvObjects.v1("prod").stores(LongStream.rangeClosed(1, 501).toArray()));

        assertThat(fixture.discover().stores()).hasSize(501);
        assertThat(fixture.server().requests().of(Verb.LIST, "pods"))
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.query("limit")).isEqualTo("500"));
    }

    @Test
    void findsAllFaultsAtOnce() {
        fixture.damage(ClusterFault.STORE_ID_MISSING);
        volume(1, "{\"spec\":{\"csi\":{\"driver\":\"x\"}}}");
        claim(2, "{\"spec\":{\"volumeName\":null}}");
        fixture.server().objects().delete("persistentvolumes", "", fixture.dataVolume(3));

        assertThat(fixture.faults()).hasSize(4);
    }

    @Test
    void leavesOutOtherClustersOfTheNamespace() {
        TikvObjects.v1("test").namespace("tidb").stores(70, 71).putOn(fixture.server());

        assertThat(fixture.discover().stores()).hasSize(3);
    }

    @Test
    void saysWhatItLookedForIfThereIsNoCluster() {
        TidbClusterRef other = new TidbClusterRef("tidb", "prodd");

        assertThatThrownBy(() -> fixture.await(fixture.access().discover(other, AccessFixture.LIMIT)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(ProviderException.Fault.GONE))
                .hasMessageContaining("no TidbCluster tidb/prodd on k8s-a")
                .hasMessageContaining("correct the namespace or the name");
    }
}
