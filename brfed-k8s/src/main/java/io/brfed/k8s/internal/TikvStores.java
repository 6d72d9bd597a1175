package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.StoreId;
import io.brfed.plane.Readiness.Topology;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the TiKV stores that a TidbCluster knows of: its own, and those of its peers in other clusters. Pure. */
public final class TikvStores {
    private TikvStores() {}

    /** Empty if the status does not show any of its own. */
    public static Optional<Topology> read(ObjectNode tidbCluster) {
        JsonNode tikv = Json.at(tidbCluster, "status", "tikv");
        Map<StoreId, String> own = stores(tikv.path("stores"));
        return own.isEmpty() ? Optional.empty() : Optional.of(new Topology(own, stores(tikv.path("peerStores"))));
    }

    private static Map<StoreId, String> stores(JsonNode stores) {
        Map<StoreId, String> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> store : stores.properties()) {
            String id = Json.text(store.getValue(), "id");
            if (!Json.text(store.getValue(), "state").equals("Tombstone")) {
                add(found, id.isEmpty() ? store.getKey() : id, store.getValue());
            }
        }
        return found;
    }

    private static void add(Map<StoreId, String> found, String id, JsonNode store) {
        String pod = Json.text(store, "podName");
        try {
            found.put(StoreId.parse(id), pod.isEmpty() ? Json.text(store, "ip") : pod);
        } catch (NumberFormatException notAStore) {
            // A key that is no number is not a store of PD.
        }
    }
}
