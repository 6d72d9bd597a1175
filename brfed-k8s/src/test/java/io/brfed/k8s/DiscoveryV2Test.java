package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.Finding;
import io.brfed.api.StoreId;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.ClusterInventory.Manifest;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.ClusterInventory.Replicas;
import io.brfed.spi.TikvVolume;
import io.brfed.testkit.direct.ClusterFault;
import io.brfed.testkit.kubernetes.TidbOperatorCrds;
import io.brfed.testkit.kubernetes.TikvObjects;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clusters of TiDB Operator v2. */
class DiscoveryV2Test {
    private final AccessFixture fixture = AccessFixture.v2();

    @AfterEach
    void close() {
        fixture.close();
    }

    private String store(long id) {
        return fixture.objects().pod(id).replace("-tikv-", "-");
    }

    @Test
    void findsStoresAndReplicas() {
        ClusterInventory found = fixture.discover();

        assertThat(found.operator()).isEqualTo(Operator.V2);
        assertThat(found.peers()).isEmpty();
        assertThat(found.replicas()).isEqualTo(new Replicas(3, 3, 2, 0));
        assertThat(found.stores())
                .extracting(ClusterInventory.TikvStore::pod)
                .containsExactly(
                        fixture.objects().pod(1),
                        fixture.objects().pod(2),
                        fixture.objects().pod(3));
        assertThat(found.stores().get(0).volumes())
                .extracting(TikvVolume::claim)
                .containsExactly(fixture.objects().claim(1), fixture.objects().claim(1, "raft"));
    }

    @Test
    void writesClaimsUnderTheNamesOfV1() throws IOException {
        ClusterInventory found = fixture.discover();
        JsonNode claim = Json.read(found.documents().claims().get(3));
        JsonNode volume = Json.read(found.documents().volumes().get(3));

        assertThat(claim.at("/metadata/name").asText()).isEqualTo("tikv-raft-prod-tikv-1");
        assertThat(claim.at("/metadata/annotations/brfed.io~1source-claim").asText())
                .isEqualTo(fixture.objects().claim(2, "raft"));
        assertThat(claim.at("/metadata/labels/tidb.pingcap.com~1pod-name").asText())
                .isEqualTo("prod-tikv-1");
        assertThat(volume.at("/spec/claimRef/name").asText()).isEqualTo("tikv-raft-prod-tikv-1");
        assertThat(Json.texts(volume.at("/metadata/labels")))
                .containsEntry("app.kubernetes.io/instance", "prod")
                .containsEntry("app.kubernetes.io/component", "tikv")
                .containsEntry("app.kubernetes.io/namespace", "tidb")
                .containsEntry("tidb.pingcap.com/store-id", "2");
    }

    @Test
    void makesUpATidbClusterOfV1() throws IOException {
        JsonNode document = Json.read(fixture.discover().documents().tidbCluster());

        assertThat(document.at("/spec/version").asText()).isEqualTo("v8.5.0");
        assertThat(document.at("/spec/acrossK8s").asBoolean()).isTrue();
        assertThat(document.at("/spec/pd/replicas").asInt()).isEqualTo(3);
        assertThat(document.at("/spec/tidb/replicas").asInt()).isEqualTo(2);
        assertThat(document.at("/spec/tikv/config").asText()).contains("[raft-engine]");
        assertThat(document.at("/spec/tikv/requests/storage").asText()).isEqualTo("500Gi");
        assertThat(document.at("/spec/tikv/storageVolumes"))
                .singleElement()
                .asString()
                .isEqualTo("{\"name\":\"raft\",\"storageSize\":\"50Gi\",\"mountPath\":\"/var/lib/raft\"}");
        assertThat(document.at("/status/tikv/stores/2/podName").asText()).isEqualTo("prod-tikv-1");
        assertThat(TidbOperatorCrds.of("TidbCluster").violations(document.toString()))
                .isEmpty();
        assertThat(TidbOperatorCrds.of("TidbCluster").unknownFields(document.toString()))
                .isEmpty();
    }

    @Test
    void copiesClusterAndGroups() {
        List<Manifest> manifests = fixture.discover().documents().manifests();

        assertThat(manifests)
                .extracting(Manifest::kind)
                .containsExactly("Cluster", "PDGroup", "TiKVGroup", "TiDBGroup");
    }

    @Test
    void leavesOutGroupsOfOtherClusters() {
        TikvObjects.v2("test").namespace("tidb").stores(70).putOn(fixture.server());

        // The groups of the other cluster have the same names and have taken the place of ours.
        assertThat(fixture.discover().replicas()).isEqualTo(new Replicas(0, 0, 0, 0));
        assertThat(fixture.discover().stores()).hasSize(3);
    }

    @Test
    void oneVolumeMayHoldDataAndRaftLog() {
        fixture.patch("tikvs", store(1), """
                {"spec":{"volumes":[{"name":"data","storage":"1Gi","mounts":[
                  {"mountPath":"/var/lib/raft","subPath":"raft"},{"type":"data","mountPath":"/data/","subPath":"db"}]}]}}""");

        assertThat(fixture.discover().stores().get(0).volumes())
                .singleElement()
                .satisfies(volume -> assertThat(volume.role()).isEqualTo(TikvVolume.DATA))
                .satisfies(volume -> assertThat(volume.mountPath()).isEqualTo("/data"));
    }

    @Test
    void saysThatStoresHaveDifferentVolumes() {
        fixture.patch(
                "tikvs", store(1), "{\"spec\":{\"volumes\":[{\"name\":\"data\",\"mounts\":[{\"type\":\"data\"}]}]}}");

        assertThat(fixture.discover().findings())
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .contains("differ between stores", "v1 could not restore");
    }

    @Test
    void saysThatAStoreHasNoDataVolume() {
        fixture.patch("tikvs", store(1), "{\"spec\":{\"volumes\":[]}}");

        assertThat(fixture.faults()).singleElement().asString().contains("no volume with a mount of type data");
    }

    @Test
    void saysThatAStoreHasNoPod_V9() {
        fixture.server().objects().delete("pods", "tidb", fixture.objects().pod(2));

        assertThat(fixture.faults()).singleElement().asString().contains(store(2), "has no pod");
    }

    @Test
    void aRemovedStoreNeedsNoPod() {
        fixture.patch("tikvs", store(2), "{\"status\":{\"state\":\"Removed\"}}");
        fixture.server().objects().delete("pods", "tidb", fixture.objects().pod(2));

        assertThat(fixture.faults()).isEmpty();
    }

    @Test
    void saysThatAPodBelongsToNoStore() {
        fixture.server().objects().delete("tikvs", "tidb", store(2));

        assertThat(fixture.faults())
                .singleElement()
                .asString()
                .contains(fixture.objects().pod(2), "belongs to no TiKV object");
    }

    @Test
    void saysThatLabelAndStatusDisagree_V9() {
        fixture.patch("tikvs", store(2), "{\"status\":{\"id\":\"9\"}}");

        assertThat(fixture.faults()).singleElement().asString().contains("labelled as store 2", "it is store 9");
    }

    @Test
    void saysThatAStoreIdIsMissing_V9() {
        fixture.damage(ClusterFault.STORE_ID_MISSING);

        ClusterInventory found = fixture.discover();

        assertThat(found.stores().get(2).id()).isEmpty();
        assertThat(found.stores().get(0).id()).isEqualTo(Optional.of(new StoreId(2)));
    }
}
