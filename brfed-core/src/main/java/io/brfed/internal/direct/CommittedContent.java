package io.brfed.internal.direct;

import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.meta.BackupMetaWriter.Content;
import io.brfed.internal.direct.meta.MeasuredSize;
import io.brfed.internal.direct.meta.MetaContent;
import io.brfed.internal.direct.meta.MetaReader;
import io.brfed.internal.direct.meta.PauseFacts;
import io.brfed.spi.ClusterInventory.Replicas;
import io.brfed.spi.ClusterInventory.TikvStore;
import io.brfed.spi.TikvVolume;
import java.util.List;
import java.util.Optional;

/** What a backup is committed with: what was found before the snapshots, and the snapshots. */
final class CommittedContent {
    private CommittedContent() {}

    /**
     * The content of a {@code backupmeta}.
     *
     * @param clusterMeta what was written before the snapshots
     * @throws IllegalArgumentException if it is not whole, or does not fit the journal
     */
    static Content of(byte[] clusterMeta, MemberJournal journal, PauseFacts facts, String clusterVersion) {
        MetaContent content = MetaReader.stores(clusterMeta);
        Tso commitTs = Optional.ofNullable(journal.commitTs)
                .orElseThrow(() -> new IllegalArgumentException("the journal has no commitTs"));
        List<TikvStore> stores =
                content.stores().stream().map(CommittedContent::store).toList();
        MetaContent.Components replicas = content.replicas();
        return new Content(
                stores,
                new Replicas(replicas.pd(), stores.size(), replicas.tidb(), 0),
                replicas.tikv(),
                clusterVersion,
                commitTs,
                journal.snapshots,
                journal.zones,
                new MeasuredSize(Optional.ofNullable(journal.size), Optional.ofNullable(journal.incrementalSize)),
                facts);
    }

    private static TikvStore store(MetaContent.Store store) {
        return new TikvStore(
                store.id(),
                "",
                store.volumes().stream().map(CommittedContent::volume).toList());
    }

    private static TikvVolume volume(MetaContent.Volume volume) {
        VolumeId id =
                volume.id().orElseThrow(() -> new IllegalArgumentException("the clustermeta has a volume without id"));
        return new TikvVolume(id, volume.role(), volume.mountPath().orElse(""), "");
    }
}
