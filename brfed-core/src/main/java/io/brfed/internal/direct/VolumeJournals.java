package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.MemberFile.Fate;
import io.brfed.internal.direct.meta.RestoreMetaWriter;
import io.brfed.internal.direct.restore.VolumeEntry;
import io.brfed.internal.direct.restore.VolumeJournal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;

/** Keeps what one member makes: in its journal first, and from the first volume on in {@code restoremeta}. */
final class VolumeJournals implements VolumeJournal {
    private final Scene scene;
    private final SourceFolder folder;
    private final RestoreMetaWriter writer;
    private DoubleSupplier progress = () -> 0;

    VolumeJournals(Scene scene, SourceFolder folder, BackupPart part) {
        this.scene = scene;
        this.folder = folder;
        this.writer = RestoreMetaWriter.of(scene.id(), part.document().content());
    }

    void progress(DoubleSupplier made) {
        progress = made;
    }

    @Override
    public CompletionStage<Boolean> write(Map<SnapshotId, VolumeEntry> entries) {
        scene.journal().volumes.putAll(entries);
        scene.book().journal().progress = progress.getAsDouble();
        scene.book().publish();
        return scene.book().save().thenCompose(fate -> {
            if (fate == Fate.TAKEN) {
                throw new ProviderException(
                        Fault.REFUSED, "another process goes on with this restore, so this one makes nothing more");
            }
            Map<SnapshotId, VolumeId> made = new TreeMap<>();
            entries.forEach((snapshot, entry) -> entry.volume().ifPresent(volume -> made.put(snapshot, volume)));
            return made.isEmpty()
                    ? CompletableFuture.completedFuture(true)
                    : folder.writeRestoreMeta(writer.write(made));
        });
    }
}
