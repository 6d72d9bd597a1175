package io.brfed.internal.direct.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.meta.BackupMetaWriter.Content;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.ClusterInventory.Documents;
import io.brfed.spi.ClusterInventory.Manifest;
import io.brfed.spi.ClusterInventory.TikvStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The form of the documents, as BR ({@code br/pkg/config/ebs.go}) and TiDB Operator's backup manager write and read it. */
class MetaWritingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterInventory inventory = MetaSamples.inventory();

    private static JsonNode tree(byte[] document) throws IOException {
        return JSON.readTree(document);
    }

    private JsonNode clusterMeta() throws IOException {
        return tree(ClusterMetaWriter.write(inventory, 4, new OperationId("op-1")));
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void clusterMetaHasTheKeysOfTheOriginal() throws IOException {
        JsonNode meta = clusterMeta();

        assertThat(keys(meta)).containsExactlyInAnyOrder("tikv", "pd", "tidb", "kubernetes", "options", "brfed");
        assertThat(keys(meta.path("kubernetes"))).containsExactly("pvcs", "pvs", "crd_tidb_cluster", "options");
        assertThat(meta.at("/tikv/replicas").asInt()).isEqualTo(4);
        assertThat(meta.at("/pd/replicas").asInt()).isEqualTo(3);
        assertThat(meta.at("/tidb/replicas").asInt()).isEqualTo(2);
        assertThat(meta.get("options").isNull()).isTrue();
        assertThat(meta.at("/kubernetes/options").isNull()).isTrue();
        assertThat(meta.at("/tikv/stores/1/volumes/1").toString())
                .isEqualTo(
                        "{\"volume_id\":\"%s\",\"type\":\"raft-engine.dir\",\"mount_path\":\"/var/lib/raft\",\"snapshot_id\":\"\",\"restore_volume_id\":\"\"}"
                                .formatted(inventory
                                        .stores()
                                        .get(1)
                                        .volumes()
                                        .get(1)
                                        .id()));
    }

    @Test
    void backupMetaHasTheKeysOfTheOriginal() throws IOException {
        JsonNode meta = tree(MetaSamples.backupMeta());

        assertThat(keys(meta))
                .containsExactlyInAnyOrder(
                        "cluster_info", "tikv", "tidb", "pd", "kubernetes", "options", "region", "brfed");
        assertThat(meta.path("cluster_info").toString())
                .isEqualTo(
                        "{\"cluster_version\":\"7.5.3\",\"full_backup_type\":\"aws-ebs\",\"resolved_ts\":9876543210987654321,\"replicas\":null}");
        assertThat(meta.at("/region").asText("none")).isEmpty();
        VolumeId first = inventory.stores().get(0).volumes().get(0).id();
        assertThat(meta.at("/tikv/stores/0/store_id").asInt()).isEqualTo(1);
        assertThat(meta.at("/tikv/stores/0/volumes/0").toString())
                .isEqualTo(
                        "{\"volume_id\":\"%1$s\",\"type\":\"storage.data-dir\",\"snapshot_id\":\"snap-of-%1$s\",\"restore_volume_id\":\"\",\"volume_az\":\"us-west-2a\",\"status\":\"\"}"
                                .formatted(first));
    }

    @Test
    void numbersOf64BitsKeepEveryDigit() {
        String text = new String(MetaSamples.backupMeta(), StandardCharsets.UTF_8);

        assertThat(text)
                .contains("\"resolved_ts\":9876543210987654321")
                .contains("\"closing_ts\":\"18446744073709551615\"")
                .contains("\"pd_cluster_id\":\"17000000000000000001\"")
                .contains("\"id_high_water\":\"9223372036854775809\"");
    }

    @Test
    void whatTheOriginalNeedsToRestoreIsThere() throws IOException {
        JsonNode kubernetes = tree(MetaSamples.backupMeta()).path("kubernetes");

        assertThat(kubernetes.path("pvs")).isNotEmpty().hasSameSizeAs(kubernetes.path("pvcs"));
        assertThat(kubernetes.path("pvs")).allSatisfy(volume -> {
            assertThat(volume.at("/metadata/annotations/temporary~1volume-id").asText())
                    .startsWith("vol-");
            assertThat(kubernetes.path("pvcs").findValuesAsText("name"))
                    .contains(volume.at("/spec/claimRef/name").asText());
        });
        assertThat(kubernetes.at("/crd_tidb_cluster/metadata/name").asText()).isEqualTo("prod");
        assertThat(kubernetes.at("/crd_tidb_cluster/spec/tikv/config").isTextual())
                .isTrue();
    }

    @Test
    void theKubernetesSectionOfClusterMetaIsUsedAgain() {
        byte[] clusterMeta = ClusterMetaWriter.write(inventory, 4, new OperationId("op-1"));

        byte[] spliced =
                BackupMetaWriter.write(MetaSamples.content(inventory), KubernetesSection.ofClusterMeta(clusterMeta));

        assertThat(spliced).isEqualTo(MetaSamples.backupMeta());
    }

    @Test
    void aClusterMetaThatIsCutOffIsNotUsedAgain() {
        byte[] half = new byte[300];
        System.arraycopy(ClusterMetaWriter.write(inventory, 4, new OperationId("op-1")), 0, half, 0, half.length);

        assertThatThrownBy(() -> KubernetesSection.ofClusterMeta(half)).hasMessageContaining("not completely");
    }

    @Test
    void refusesWhatNobodyCouldRestore() {
        Content good = MetaSamples.content(inventory);
        Map<VolumeId, SnapshotId> fewer = new HashMap<>(good.snapshots());
        fewer.remove(inventory.stores().get(0).volumes().get(0).id());

        assertRefused(with(good, List.of(), good.snapshots(), good.commitTs()), "without stores");
        assertRefused(with(good, good.stores(), fewer, good.commitTs()), "has no snapshot");
        assertRefused(with(good, good.stores(), good.snapshots(), new Tso(0)), "commitTs is 0");
        TikvStore nameless =
                new TikvStore(Optional.empty(), "pod-0", good.stores().get(0).volumes());
        assertRefused(with(good, List.of(nameless), good.snapshots(), good.commitTs()), "pod-0 has no store id");
        TikvStore twice = good.stores().get(0);
        assertRefused(with(good, List.of(twice, twice), good.snapshots(), good.commitTs()), "is there twice");
    }

    @Test
    void refusesAVersionThatIsNone() {
        Content good = MetaSamples.content(inventory);
        Content bad = new Content(
                good.stores(),
                good.replicas(),
                4,
                "nightly",
                good.commitTs(),
                good.snapshots(),
                good.zones(),
                good.size(),
                good.facts());

        assertRefused(bad, "'nightly'");
    }

    @Test
    void refusesAVolumeWithoutAZone() {
        Content good = MetaSamples.content(inventory);
        Content bad = new Content(
                good.stores(),
                good.replicas(),
                4,
                "8.5.0-alpha.1",
                good.commitTs(),
                good.snapshots(),
                Map.of(),
                good.size(),
                good.facts());

        assertRefused(bad, "has no zone");
    }

    @Test
    void refusesDifferentNumbersOfClaimsAndVolumes() {
        Documents documents = inventory.documents();
        Documents fewer = new Documents(documents.tidbCluster(), List.of(), documents.volumes(), documents.manifests());

        assertThatThrownBy(() -> KubernetesSection.of(fewer)).hasMessageContaining("0 claims but 4 volumes");
    }

    @Test
    void manifestsAreNamedAsTheOriginalNamesThem() {
        assertThat(MetaNames.of(new Manifest("TidbMonitor", "tidb", "watcher", "")))
                .isEqualTo("manifests/tidb/TidbMonitor/watcher.yaml");
    }

    private static void assertRefused(Content content, String why) {
        ClusterInventory inventory = MetaSamples.inventory();
        assertThatThrownBy(() -> BackupMetaWriter.write(content, KubernetesSection.of(inventory.documents())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static Content with(
            Content good, List<TikvStore> stores, Map<VolumeId, SnapshotId> snapshots, Tso commitTs) {
        return new Content(
                stores, good.replicas(), 4, "7.5.3", commitTs, snapshots, good.zones(), good.size(), good.facts());
    }
}
