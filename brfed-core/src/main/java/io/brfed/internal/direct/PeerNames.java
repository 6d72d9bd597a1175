package io.brfed.internal.direct;

import io.brfed.api.StoreId;
import java.util.HashMap;
import java.util.Map;

/**
 * The stores that each Kubernetes cluster knows to be in the others: in a large federation almost the same for all, so that
 * each id and name is kept once. Touched by tasks of the scheduler only.
 */
final class PeerNames {
    private record Peer(StoreId store, String pod) {}

    private final Map<StoreId, Peer> known = new HashMap<>();

    /** An equal map, made of what is known already where that is the same. */
    Map<StoreId, String> of(Map<StoreId, String> peers) {
        Map<StoreId, String> same = new HashMap<>();
        peers.forEach((store, pod) -> {
            Peer fresh = new Peer(store, pod);
            Peer seen = known.putIfAbsent(store, fresh);
            Peer kept = seen == null || !seen.pod().equals(pod) ? fresh : seen;
            same.put(kept.store(), kept.pod());
        });
        return Map.copyOf(same);
    }
}
