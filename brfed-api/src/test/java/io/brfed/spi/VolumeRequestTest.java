package io.brfed.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VolumeRequestTest {
    private static final VolumeTarget TARGET = VolumeTarget.gp3("us-west-2a");

    @Test
    void theTokenIsTheSameInEveryProcess_V21() {
        assertThat(request("restore-1", "k8s-a", "snap-1").clientToken())
                .isEqualTo(request("restore-1", "k8s-a", "snap-1").clientToken())
                .isEqualTo("1f3afe38275e3adbc2402a3461b612c4ceb72a2e288c700a5e07c9e88d7a25b0")
                .hasSize(64);
    }

    @Test
    void theTokenIsAnotherForEveryOtherVolume_V21() {
        VolumeRequest request = request("restore-1", "k8s-a", "snap-1");

        assertThat(List.of(
                        request.clientToken(),
                        request.attempt(2).clientToken(),
                        request("restore-2", "k8s-a", "snap-1").clientToken(),
                        request("restore-1", "k8s-b", "snap-1").clientToken(),
                        request("restore-1", "k8s-a", "snap-2").clientToken()))
                .doesNotHaveDuplicates();
    }

    @Test
    void aVolumeCarriesWhatTheCsiDriverLooksForFromTheBeginning_V29() {
        assertThat(VolumeTags.of(request("restore-1", "k8s-a", "snap-1")))
                .containsEntry("brfed.io/operation", "restore-1")
                .containsEntry("brfed.io/cluster", "k8s-a")
                .containsEntry("brfed.io/store", "4")
                .containsEntry("brfed.io/role", "storage.data-dir")
                .containsEntry("brfed.io/attempt", "1")
                .containsEntry("ebs.csi.aws.com/cluster", "true")
                .containsEntry("CSIVolumeName", "pvc-1")
                .containsEntry("kubernetes.io/created-for/pv/name", "pvc-1")
                .containsEntry("kubernetes.io/created-for/pvc/name", "tikv-db-tikv-0")
                .containsEntry("kubernetes.io/created-for/pvc/namespace", "tidb");
    }

    @Test
    void onlyTagsThatWereChosenAreTakenFromASnapshot_V28() {
        Map<String, String> ofSnapshot = Map.of(
                "team", "db",
                "cost", "42",
                "aws:backup:source", "x",
                "brfed.io/operation", "backup-1",
                "CSIVolumeName", "pvc-old",
                "long", "x".repeat(257));

        assertThat(VolumeTags.selected(
                        ofSnapshot,
                        List.of("team", "absent", "aws:backup:source", "brfed.io/operation", "CSIVolumeName", "long")))
                .containsExactly(Map.entry("team", "db"));
    }

    @Test
    void noVolumeHasMoreTagsThanArePermitted_V28() {
        VolumeRequest most = tagged(further(VolumeTags.MAX_FURTHER));

        assertThat(VolumeTags.of(most)).hasSize(VolumeTags.MAX_TAGS);
        assertThatThrownBy(() -> tagged(further(VolumeTags.MAX_FURTHER + 1)))
                .hasMessageContaining("40 further tags; at most 39 fit");
        assertThat(VolumeTags.selected(further(60), further(60).keySet())).hasSize(VolumeTags.MAX_FURTHER);
    }

    @Test
    void noTagOfOursCanBeReplaced() {
        assertThatThrownBy(() -> tagged(Map.of("brfed.io/operation", "x"))).hasMessageContaining("brfed.io/operation");
        assertThatThrownBy(() -> tagged(Map.of("ebs.csi.aws.com/cluster", "x"))).hasMessageContaining("ebs.csi");
        assertThatThrownBy(() -> tagged(Map.of("aws:x", "x"))).hasMessageContaining("aws:x");
        assertThatThrownBy(() -> tagged(Map.of("k".repeat(129), "x"))).hasMessageContaining("128");
    }

    @Test
    void boundsOfEachTypeAreFoundAtOnce() {
        assertThat(findings(VolumeType.GP3, 0, 0)).isEmpty();
        assertThat(findings(VolumeType.GP3, 3_000, 125)).isEmpty();
        assertThat(findings(VolumeType.GP3, 80_000, 2_000)).isEmpty();
        assertThat(findings(VolumeType.GP3, 2_999, 2_001)).hasSize(3);
        assertThat(findings(VolumeType.GP3, 0, 751)).singleElement().asString().contains("3004 IOPS or more");
        assertThat(findings(VolumeType.GP2, 3_000, 0))
                .singleElement()
                .asString()
                .contains("permits nothing");
        assertThat(findings(VolumeType.IO1, 0, 0)).singleElement().asString().contains("needs a number");
        assertThat(findings(VolumeType.IO2, 256_001, 0))
                .singleElement()
                .asString()
                .contains("100 to 256000");
        assertThat(findings(VolumeType.IO2, 256_000, 0)).isEmpty();
    }

    @Test
    void anInitializationRateHasBoundsOfItsOwn() {
        assertThat(initializedAt(0)).isEmpty();
        assertThat(initializedAt(100)).isEmpty();
        assertThat(initializedAt(300)).isEmpty();
        assertThat(initializedAt(99)).singleElement().asString().contains("99 MiB/s", "100 to 300");
        assertThat(initializedAt(301)).hasSize(1);
    }

    private static List<Finding> initializedAt(int rate) {
        return new VolumeTarget("us-west-2a", VolumeType.GP3, 0, 0, VolumeEncryption.AS_SNAPSHOT, rate).findings();
    }

    @Test
    void aKeyIsGivenExactlyWhereOneIsUsed() {
        assertThat(VolumeEncryption.withKey("alias/tikv").key()).isEqualTo("alias/tikv");
        assertThatThrownBy(() -> VolumeEncryption.withKey(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VolumeEncryption(VolumeEncryption.Kind.AS_SNAPSHOT, "alias/tikv"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Finding> findings(VolumeType type, int iops, int throughput) {
        return new VolumeTarget("us-west-2a", type, iops, throughput, VolumeEncryption.AS_SNAPSHOT, 0).findings();
    }

    private static Map<String, String> further(int count) {
        Map<String, String> tags = new TreeMap<>();
        IntStream.range(0, count).forEach(i -> tags.put("tag-" + i, "x"));
        return tags;
    }

    private static VolumeRequest tagged(Map<String, String> tags) {
        return request(new OperationId("restore-1"), "k8s-a", "snap-1", tags);
    }

    private static VolumeRequest request(String id, String cluster, String snapshot) {
        return request(new OperationId(id), cluster, snapshot, Map.of());
    }

    private static VolumeRequest request(OperationId id, String cluster, String snapshot, Map<String, String> tags) {
        return new VolumeRequest(
                id,
                new OperationName("back"),
                new ClusterName(cluster),
                StoreId.parse("4"),
                TikvVolume.DATA,
                new SnapshotId(snapshot),
                TARGET,
                new VolumeClaim("pvc-1", "tikv-db-tikv-0", "tidb"),
                tags,
                1);
    }
}
