package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * Writes {@code restoremeta}: the document of the backup, whoever wrote it, with the volumes that were made of it so far. It
 * is written again with every few volumes, so that there is something to clean up by, whatever happens. Touched by tasks of
 * the scheduler only.
 */
public final class RestoreMetaWriter {
    private static final String OWNER = "brfed_restore";

    private final ObjectNode document;

    private RestoreMetaWriter(ObjectNode document) {
        this.document = document;
    }

    /**
     * A writer for one restore of a backup.
     *
     * @throws IllegalArgumentException if it is not a whole {@code backupmeta}
     */
    public static RestoreMetaWriter of(OperationId restore, byte[] backup) {
        JsonNode json = read(backup);
        if (!(json instanceof ObjectNode document)
                || !json.path("tikv").path("stores").isArray()) {
            throw new IllegalArgumentException("the backupmeta of " + backup.length + " bytes names no TiKV store");
        }
        document.putObject(OWNER).put("operation", restore.value());
        return new RestoreMetaWriter(document);
    }

    /** The document with these volumes; those that are not made yet stay empty, as in the original's backups. */
    public byte[] write(Map<SnapshotId, VolumeId> made) {
        for (JsonNode store : document.path("tikv").path("stores")) {
            for (JsonNode volume : store.path("volumes")) {
                if (volume instanceof ObjectNode one) {
                    one.put(
                            "restore_volume_id",
                            volumeOf(one.path("snapshot_id").asText(""), made));
                }
            }
        }
        try {
            return MetaKeys.JSON.writeValueAsBytes(document);
        } catch (JacksonException impossible) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", impossible);
        }
    }

    private static String volumeOf(String snapshot, Map<SnapshotId, VolumeId> made) {
        VolumeId volume = snapshot.isBlank() ? null : made.get(new SnapshotId(snapshot));
        return volume == null ? "" : volume.value();
    }

    /** The restore of ours that wrote a {@code restoremeta}; empty if it is somebody else's. */
    public static Optional<OperationId> restoreOf(byte[] written) {
        String owner = read(written).path(OWNER).path("operation").asText("");
        return owner.isEmpty() ? Optional.empty() : Optional.of(new OperationId(owner));
    }

    private static JsonNode read(byte[] document) {
        try {
            return MetaKeys.JSON.readTree(document);
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException(
                    "the document of " + document.length + " bytes is not complete JSON: "
                            + notJson.getOriginalMessage(),
                    notJson);
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
    }
}
