package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.spi.ClusterInventory.Replicas;
import io.brfed.spi.ClusterInventory.TikvStore;
import io.brfed.spi.TikvVolume;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes {@code backupmeta}: what was backed up. Refuses whatever the original could not restore. */
public final class BackupMetaWriter {
    private static final Pattern SEMANTIC_VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+([-+].*)?");

    private BackupMetaWriter() {}

    /**
     * What goes into the document besides the Kubernetes objects.
     *
     * @param stores the member's stores
     * @param replicas how many of each component are asked for here
     * @param allStores how many TiKV stores the whole TiDB cluster has, in all Kubernetes clusters
     * @param clusterVersion for example {@code 7.5.3}; a leading {@code v} is dropped
     * @param commitTs the timestamp that the backup restores to
     * @param snapshots the snapshot of each volume
     * @param zones the availability zone of each volume
     * @param size how much the snapshots hold
     * @param facts what all members record alike
     */
    public record Content(
            List<TikvStore> stores,
            Replicas replicas,
            int allStores,
            String clusterVersion,
            Tso commitTs,
            Map<VolumeId, SnapshotId> snapshots,
            Map<VolumeId, String> zones,
            MeasuredSize size,
            PauseFacts facts) {
        /** Checks that no part is missing and copies the collections. */
        public Content {
            Objects.requireNonNull(replicas, "replicas");
            Objects.requireNonNull(clusterVersion, "clusterVersion");
            Objects.requireNonNull(commitTs, "commitTs");
            Objects.requireNonNull(size, "size");
            Objects.requireNonNull(facts, "facts");
            stores = List.copyOf(stores);
            snapshots = Map.copyOf(snapshots);
            zones = Map.copyOf(zones);
        }
    }

    /**
     * The document.
     *
     * @throws IllegalArgumentException if there is no store, a store has no id or no volume, a volume has no snapshot or
     *     zone or is there twice, the timestamp is 0, or the version is none
     */
    public static byte[] write(Content content, KubernetesSection section) {
        ObjectNode document = MetaKeys.JSON.createObjectNode();
        clusterInfo(document, content);
        require(!content.stores().isEmpty(), "a backupmeta without stores cannot be restored");
        ObjectNode tikv = document.putObject("tikv").put("replicas", content.allStores());
        ArrayNode stores = tikv.putArray("stores");
        Set<VolumeId> seen = new HashSet<>();
        content.stores().forEach(store -> add(stores, store, content, seen));
        Form.replicas(document, content.replicas());
        document.putNull("options");
        document.put("region", "");
        ObjectNode own = document.putObject(MetaKeys.OWN);
        own(own, content.facts());
        content.size().full().ifPresent(full -> own.put("size_bytes", Long.toString(full.bytes())));
        content.size()
                .incremental()
                .ifPresent(changed -> own.put("incremental_size_bytes", Long.toString(changed.bytes())));
        return Form.complete(document, section);
    }

    private static void clusterInfo(ObjectNode document, Content content) {
        String version = content.clusterVersion().replaceFirst("^v", "");
        require(
                SEMANTIC_VERSION.matcher(version).matches(),
                "cluster version '" + content.clusterVersion() + "' is not of the form 7.5.3");
        require(content.commitTs().bits() != 0, "the commitTs is 0, which no restore accepts");
        document.putObject("cluster_info")
                .put("cluster_version", version)
                .put("full_backup_type", MetaKeys.BACKUP_TYPE)
                .put("resolved_ts", Form.unsigned(content.commitTs().bits()))
                .putNull("replicas");
    }

    private static void add(ArrayNode stores, TikvStore store, Content content, Set<VolumeId> seen) {
        StoreId id =
                store.id().orElseThrow(() -> new IllegalArgumentException("pod " + store.pod() + " has no store id"));
        require(!store.volumes().isEmpty(), "store " + id + " has no volumes");
        ArrayNode volumes =
                stores.addObject().put("store_id", Form.unsigned(id.bits())).putArray("volumes");
        for (TikvVolume volume : store.volumes()) {
            SnapshotId snapshot = content.snapshots().get(volume.id());
            String zone = content.zones().getOrDefault(volume.id(), "");
            require(seen.add(volume.id()), "volume " + volume.id() + " is there twice");
            if (snapshot == null) {
                throw new IllegalArgumentException("volume " + volume.id() + " of store " + id + " has no snapshot");
            }
            require(!zone.isEmpty(), "volume " + volume.id() + " of store " + id + " has no zone");
            volumes.addObject()
                    .put("volume_id", volume.id().value())
                    .put("type", volume.role())
                    .put("snapshot_id", snapshot.value())
                    .put("restore_volume_id", "")
                    .put("volume_az", zone)
                    .put("status", "");
        }
    }

    /** Numbers of 64 bits are text here, because not every reader keeps them exact. */
    private static void own(ObjectNode own, PauseFacts facts) {
        own.put("schema", MetaKeys.SCHEMA)
                .put("operation", facts.operation().value())
                .put("pause_identity", facts.pauseIdentity())
                .put("closing_ts", facts.closingTso().toString())
                .put("id_high_water", Long.toUnsignedString(facts.closing().idHighWater()))
                .put("pd_cluster_id", Long.toUnsignedString(facts.pdClusterId()));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
