package io.brfed.internal.direct;

import io.brfed.api.StoreId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stores that each Kubernetes cluster knows to be in the others: in a large federation almost the same for all, so that
 * each id and name is kept once. Touched by tasks of the scheduler only.
 */
final class PeerNames {
    private final Map<StoreId, Map.Entry<StoreId, String>> known = new HashMap<>();

    /** An equal map, made of what is known already where that is the same. */
    Map<StoreId, String> of(Map<StoreId, String> peers) {
        List<Map.Entry<StoreId, String>> same = new ArrayList<>(peers.size());
        peers.forEach((store, pod) -> same.add(kept(store, pod)));
        return Map.ofEntries(same.toArray(PeerNames::entries));
    }

    private Map.Entry<StoreId, String> kept(StoreId store, String pod) {
        Map.Entry<StoreId, String> seen = known.get(store);
        if (seen != null && seen.getValue().equals(pod)) {
            return seen;
        }
        Map.Entry<StoreId, String> fresh = Map.entry(store, pod);
        known.putIfAbsent(store, fresh);
        return fresh;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map.Entry<StoreId, String>[] entries(int count) {
        return new Map.Entry[count];
    }
}
