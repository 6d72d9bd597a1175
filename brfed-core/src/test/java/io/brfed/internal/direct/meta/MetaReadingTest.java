package io.brfed.internal.direct.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.meta.MetaContent.Components;
import io.brfed.internal.direct.meta.MetaContent.Store;
import io.brfed.internal.direct.meta.MetaContent.Volume;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of brfed and of the original: what readers must tolerate, as BR ({@code br/pkg/config/ebs.go}) writes it. */
class MetaReadingTest {
    /** As BR writes it, with what its releases leave out, print as floating-point numbers, or add. */
    private static final String ORIGINAL = """
            {"cluster_info":{"cluster_version":"7.5.3","full_backup_type":"aws-ebs","resolved_ts":451234567890123457,"replicas":null,"later":1},
             "tikv":{"replicas":6,"stores":[
               {"store_id":1,"volumes":[
                 {"volume_id":"vol-0a","type":"storage.data-dir","snapshot_id":"snap-0a","restore_volume_id":"","status":""},
                 {"volume_id":"vol-0b","type":"","snapshot_id":"snap-0b","restore_volume_id":"vol-9b","volume_az":"us-west-2a"}]},
               {"store_id":0,"volumes":[{"volume_id":"","type":"storage.data-dir","snapshot_id":"snap-0c","volume_az":null}]}]},
             "tidb":{"replicas":2},"pd":{"replicas":3},
             "kubernetes":{
               "pvcs":[{"metadata":{"name":"tikv-prod-tikv-0"}},{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"tikv-raft-prod-tikv-0"}}],
               "pvs":[{"metadata":{"name":"pvc-1","annotations":{"temporary/volume-id":"vol-0a"}},"spec":{"claimRef":{"name":"tikv-prod-tikv-0"}}},
                      {"metadata":{"name":"pvc-2","annotations":{"temporary/volume-id":"vol-0b"}},"spec":{"claimRef":{"name":"tikv-raft-prod-tikv-0"}}}],
               "crd_tidb_cluster":{"metadata":{"name":"prod","generation":3.0},
                 "spec":{"tikv":{"replicas":3e+00,"storageVolumes":[{"name":"raft","mountPath":"/var/lib/raft"}]}}},
               "options":null},
             "options":null}
            """;

    private static BackupMeta read(String document) {
        return MetaReader.backup(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatWasWritten() {
        BackupMeta meta = MetaReader.backup(MetaSamples.backupMeta());

        assertThat(meta.commitTs()).isEqualTo(MetaSamples.COMMIT_TS);
        assertThat(meta.facts()).contains(MetaSamples.FACTS);
        assertThat(meta.content().replicas()).isEqualTo(new Components(4, 3, 2));
        assertThat(meta.content().stores())
                .extracting(Store::id)
                .containsExactly(Optional.of(new StoreId(1)), Optional.of(new StoreId(4)));
        assertThat(meta.content().stores().get(0).volumes())
                .extracting(Volume::mountPath)
                .containsExactly(Optional.of("/var/lib/tikv"), Optional.of("/var/lib/raft"));
        assertThat(meta.content().snapshots()).hasSize(4);
    }

    @Test
    void readsItsOwnClusterMetaWithTheOwner_V11() {
        ClusterMeta meta =
                MetaReader.cluster(ClusterMetaWriter.write(MetaSamples.inventory(), 4, new OperationId("op-1")));

        assertThat(meta.owner()).contains(new OperationId("op-1"));
        assertThat(meta.content().snapshots()).isEmpty();
        assertThat(meta.content().objects().claims()).hasSize(4);
    }

    @Test
    void readsWhatTheOriginalWrote() {
        BackupMeta meta = read(ORIGINAL);

        assertThat(meta.facts()).isEmpty();
        assertThat(meta.commitTs()).isEqualTo(Tso.parse("451234567890123457"));
        assertThat(meta.content().replicas()).isEqualTo(new Components(6, 3, 2));
        assertThat(meta.content().stores().get(0).volumes())
                .containsExactly(
                        new Volume(
                                Optional.of(new VolumeId("vol-0a")),
                                "storage.data-dir",
                                Optional.of(new SnapshotId("snap-0a")),
                                Optional.empty(),
                                "",
                                Optional.of("/var/lib/tikv")),
                        new Volume(
                                Optional.of(new VolumeId("vol-0b")),
                                "",
                                Optional.of(new SnapshotId("snap-0b")),
                                Optional.of(new VolumeId("vol-9b")),
                                "us-west-2a",
                                Optional.of("/var/lib/raft")));
    }

    @Test
    void keepsStoresAndSnapshotsThatTheOriginalDidNotKnowTheIdsOf_V9() {
        MetaContent content = read(ORIGINAL).content();

        assertThat(content.stores().get(1).id()).isEmpty();
        assertThat(content.stores().get(1).volumes().get(0).id()).isEmpty();
        assertThat(content.snapshots()).contains(new SnapshotId("snap-0c")).hasSize(3);
    }

    @Test
    void readsCountsThatWerePrintedAsFloatingPointNumbers() {
        var tidbCluster = read(ORIGINAL).content().objects().tidbCluster().orElseThrow();

        assertThat(tidbCluster.at("/spec/tikv/replicas").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740993, 9007199254740993",
        "18446744073709551615, 18446744073709551615",
        "\"451234567890123457\", 451234567890123457",
    })
    void keepsEveryDigitOfATimestamp(String written, String expected) {
        assertThat(read(ORIGINAL.replace("451234567890123457", written)).commitTs())
                .isEqualTo(Tso.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"4.512345678901234e+17", "451234567890123457.0", "-1", "18446744073709551616", "true", "\"x\""})
    void refusesATimestampThatIsNotExact(String written) {
        assertThatThrownBy(() -> read(ORIGINAL.replace("451234567890123457", written)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("resolved_ts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "null"})
    void refusesATimestampThatIsNone(String written) {
        assertThatThrownBy(() -> read(ORIGINAL.replace("451234567890123457", written)))
                .hasMessageContaining("resolved_ts 0");
    }

    @Test
    void refusesABackupOfAnotherKind() {
        assertThatThrownBy(() -> read(ORIGINAL.replace("aws-ebs", "kv"))).hasMessageContaining("'kv', not 'aws-ebs'");
    }

    @Test
    void refusesABackupWithoutStores_V9() {
        assertThatThrownBy(() -> read("""
                        {"cluster_info":{"cluster_version":"7.5.3","full_backup_type":"aws-ebs","resolved_ts":1},"tikv":{"stores":null}}""")).hasMessageContaining("names no TiKV store");
    }

    @Test
    void refusesKeysOfALaterVersion() {
        String later = new String(MetaSamples.backupMeta(), StandardCharsets.UTF_8)
                .replace("\"brfed\":{\"schema\":1", "\"brfed\":{\"schema\":2");

        assertThatThrownBy(() -> read(later)).hasMessageContaining("use a later brfed");
    }

    @Test
    void saysThatADocumentWasWrittenOnlyInPart() {
        byte[] whole = MetaSamples.backupMeta();

        for (int length : new int[] {0, 1, 40, whole.length / 2, whole.length - 1}) {
            assertThatThrownBy(() -> MetaReader.backup(Arrays.copyOf(whole, length)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("backupmeta of " + length + " bytes");
        }
    }
}
