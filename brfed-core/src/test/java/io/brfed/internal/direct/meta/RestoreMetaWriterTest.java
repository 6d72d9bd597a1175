package io.brfed.internal.direct.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.meta.MetaContent.Volume;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestoreMetaWriterTest {
    private static final OperationId RESTORE = new OperationId("restore-1");

    private final byte[] backup = MetaSamples.backupMeta();
    private final RestoreMetaWriter writer = RestoreMetaWriter.of(RESTORE, backup);

    @Test
    void keepsEverythingOfTheBackupAndAddsWhatWasMade_V25() {
        BackupMeta before = MetaReader.backup(backup);
        Map<SnapshotId, VolumeId> made = new HashMap<>();
        snapshots(before).forEach(snapshot -> made.put(snapshot, new VolumeId("vol-of-" + snapshot)));

        BackupMeta after = MetaReader.backup(writer.write(made));

        assertThat(after.commitTs()).isEqualTo(MetaSamples.COMMIT_TS);
        assertThat(after.facts()).isEqualTo(before.facts());
        assertThat(after.content().objects()).isEqualTo(before.content().objects());
        assertThat(volumes(after))
                .allSatisfy(volume -> assertThat(volume.restored())
                        .contains(new VolumeId("vol-of-" + volume.snapshot().orElseThrow())));
    }

    @Test
    void tellsVolumesFromTheFirstOneOn_V25() {
        SnapshotId first = snapshots(MetaReader.backup(backup)).get(0);

        BackupMeta none = MetaReader.backup(writer.write(Map.of()));
        BackupMeta one = MetaReader.backup(writer.write(Map.of(first, new VolumeId("vol-1"))));

        assertThat(volumes(none))
                .allSatisfy(volume -> assertThat(volume.restored()).isEmpty());
        assertThat(volumes(one))
                .filteredOn(volume -> volume.restored().isPresent())
                .hasSize(1);
    }

    @Test
    void saysWhoseItIs() {
        assertThat(RestoreMetaWriter.restoreOf(writer.write(Map.of()))).contains(RESTORE);
        assertThat(RestoreMetaWriter.restoreOf(backup)).isEmpty();
    }

    @Test
    void keepsWhatItDoesNotKnowOfTheOriginals() {
        String original = "{\"cluster_info\":{\"resolved_ts\":451234567890123457,\"later\":1.50},\"tikv\":{\"stores\":["
                + "{\"store_id\":1,\"volumes\":[{\"snapshot_id\":\"snap-1\",\"status\":\"\"}]}]},\"options\":null}";
        byte[] written = RestoreMetaWriter.of(RESTORE, original.getBytes(StandardCharsets.UTF_8))
                .write(Map.of(new SnapshotId("snap-1"), new VolumeId("vol-1")));

        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo(original.replace("\"status\":\"\"", "\"status\":\"\",\"restore_volume_id\":\"vol-1\"")
                        .replace("null}", "null,\"brfed_restore\":{\"operation\":\"restore-1\"}}"));
    }

    @Test
    void refusesWhatIsNoBackup() {
        assertThatThrownBy(() -> RestoreMetaWriter.of(RESTORE, "{\"tikv\"".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("not complete JSON");
        assertThatThrownBy(() -> RestoreMetaWriter.of(RESTORE, "{}".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("names no TiKV store");
    }

    private static List<Volume> volumes(BackupMeta meta) {
        List<Volume> volumes = new ArrayList<>();
        meta.content().stores().forEach(store -> volumes.addAll(store.volumes()));
        return volumes;
    }

    private static List<SnapshotId> snapshots(BackupMeta meta) {
        return volumes(meta).stream()
                .map(volume -> volume.snapshot().orElseThrow())
                .toList();
    }
}
