package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.StoreId;
import io.brfed.k8s.internal.Json;
import java.util.List;
import java.util.Optional;

/**
 * One TiKV pod, with what its cluster's objects say that it should have. Immutable apart from the tree, which nobody
 * changes.
 *
 * @param object the pod
 * @param knownAs the store id that the operator's own objects say; empty if they do not say any
 * @param volumes the volumes that it should have, the data volume first
 */
record TikvPod(ObjectNode object, Optional<StoreId> knownAs, List<Wanted> volumes) {
    /** Where the id of a pod's store is; both operators use the same label. */
    static final String STORE_ID = "tidb.pingcap.com/store-id";

    TikvPod {
        volumes = List.copyOf(volumes);
    }

    String name() {
        return Json.text(object, "metadata", "name");
    }

    String label() {
        return Json.text(object, "metadata", "labels", STORE_ID);
    }

    /** The store id of the label; empty if there is none, or none that could be one. */
    Optional<StoreId> labelled() {
        return storeId(label());
    }

    /** What the pod says about one of its volumes; a missing node if it has none of that name. */
    JsonNode volume(Wanted wanted) {
        for (JsonNode volume : Json.at(object, "spec", "volumes")) {
            if (Json.text(volume, "name").equals(wanted.podVolume())) {
                return volume;
            }
        }
        return object.path("(none)");
    }

    /** The name of the claim of one of its volumes; empty if there is none. */
    String claim(Wanted wanted) {
        return Json.text(volume(wanted), "persistentVolumeClaim", "claimName");
    }

    static Optional<StoreId> storeId(String text) {
        try {
            StoreId id = StoreId.parse(text);
            // PD gives out no 0; the original reads a missing id as 0.
            return id.bits() == 0 ? Optional.empty() : Optional.of(id);
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    /**
     * One volume that a pod should have.
     *
     * @param podVolume its name in the pod
     * @param role the TiKV setting that names its directory
     * @param mountPath where it is mounted
     * @param v1Name what a pod of TiDB Operator v1 would call it
     */
    record Wanted(String podVolume, String role, String mountPath, String v1Name) {}
}
