package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.StoreId;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.ClusterInventory.TikvStore;
import io.brfed.spi.TikvVolume;

/** Writes {@code clustermeta}: what was found before the snapshots. */
public final class ClusterMetaWriter {
    private ClusterMetaWriter() {}

    /**
     * The document.
     *
     * @param inventory what was found; every store must have an id
     * @param allStores how many TiKV stores the whole TiDB cluster has, in all Kubernetes clusters
     * @param owner the operation that writes it, so that it knows its own document again
     * @throws IllegalArgumentException if a store has no id, or documents are missing
     */
    public static byte[] write(ClusterInventory inventory, int allStores, OperationId owner) {
        ObjectNode document = MetaKeys.JSON.createObjectNode();
        ObjectNode tikv = document.putObject("tikv").put("replicas", allStores);
        ArrayNode stores = tikv.putArray("stores");
        inventory.stores().forEach(store -> add(stores, store));
        Form.replicas(document, inventory.replicas());
        document.putNull("options");
        document.putObject(MetaKeys.OWN).put("schema", MetaKeys.SCHEMA).put("operation", owner.value());
        return Form.complete(document, KubernetesSection.of(inventory.documents()));
    }

    private static void add(ArrayNode stores, TikvStore store) {
        StoreId id =
                store.id().orElseThrow(() -> new IllegalArgumentException("pod " + store.pod() + " has no store id"));
        ArrayNode volumes =
                stores.addObject().put("store_id", Form.unsigned(id.bits())).putArray("volumes");
        for (TikvVolume volume : store.volumes()) {
            volumes.addObject()
                    .put("volume_id", volume.id().value())
                    .put("type", volume.role())
                    .put("mount_path", volume.mountPath())
                    .put("snapshot_id", "")
                    .put("restore_volume_id", "");
        }
    }
}
