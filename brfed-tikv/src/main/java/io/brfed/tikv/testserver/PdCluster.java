package io.brfed.tikv.testserver;

import io.brfed.tikv.internal.wire.metapb.NodeState;
import io.brfed.tikv.internal.wire.metapb.Peer;
import io.brfed.tikv.internal.wire.metapb.Region;
import io.brfed.tikv.internal.wire.metapb.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stores and regions that PD was told of. Not thread-safe. */
final class PdCluster {
    static final Duration DISCONNECTED = Duration.ofSeconds(20);
    static final Duration DOWN = Duration.ofMinutes(30);

    private final Map<Long, Store> stores = new TreeMap<>(Long::compareUnsigned);
    private final Map<Long, Led> regions = new HashMap<>();
    private final Map<Long, Long> resolved = new HashMap<>();
    private boolean bootstrapped;

    /**
     * A region and who leads it.
     *
     * @param region the region
     * @param leader its leader
     */
    record Led(Region region, Peer leader) {}

    boolean bootstrapped() {
        return bootstrapped;
    }

    void bootstrap(Store store, Region region) {
        bootstrapped = true;
        put(store);
        regions.put(region.getId(), new Led(region, region.getPeers(0)));
    }

    void put(Store store) {
        Store before = stores.get(store.getId());
        Store.Builder next = store.toBuilder().setNodeState(NodeState.Serving);
        if (before != null) {
            next.setState(before.getState()).setLastHeartbeat(before.getLastHeartbeat());
        }
        stores.put(store.getId(), next.build());
    }

    /** Changes a store as an administrator, or a fault, would. */
    void change(Store store) {
        stores.put(store.getId(), store);
    }

    boolean heartbeat(long store, Instant now) {
        Store known = stores.get(store);
        if (known == null) {
            return false;
        }
        long nanos = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        stores.put(store, known.toBuilder().setLastHeartbeat(nanos).build());
        return true;
    }

    /** Takes a region over, and drops older ones that it overlaps; what is older than one of them is not believed. */
    void heartbeat(Region region, Peer leader) {
        boolean stale = regions.values().stream()
                .map(Led::region)
                .filter(known -> known.getId() == region.getId() || overlap(known, region))
                .anyMatch(known -> Long.compareUnsigned(
                                known.getRegionEpoch().getVersion(),
                                region.getRegionEpoch().getVersion())
                        > 0);
        if (stale) {
            return;
        }
        regions.values()
                .removeIf(old -> old.region().getId() != region.getId()
                        && overlap(old.region(), region)
                        && Long.compareUnsigned(
                                        old.region().getRegionEpoch().getVersion(),
                                        region.getRegionEpoch().getVersion())
                                < 0);
        regions.put(region.getId(), new Led(region, leader));
    }

    void resolve(long store, long ts) {
        resolved.put(store, ts);
    }

    /** The least of what the stores with leaders reported; the greatest number if there is none. */
    long leastResolved() {
        return resolved.entrySet().stream()
                .filter(entry -> stores.containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .min(Long::compareUnsigned)
                .orElse(-1L);
    }

    List<Store> stores() {
        return List.copyOf(stores.values());
    }

    Map<Long, Long> resolved() {
        return Map.copyOf(resolved);
    }

    long leadersOf(long store) {
        return regions.values().stream()
                .filter(led -> led.leader().getStoreId() == store)
                .count();
    }

    List<Led> scan(byte[] from, int most) {
        List<Led> found = new ArrayList<>(regions.values());
        found.removeIf(led -> !led.region().getEndKey().isEmpty()
                && Arrays.compareUnsigned(led.region().getEndKey().toByteArray(), from) <= 0);
        found.sort(Comparator.comparing(led -> led.region().getStartKey().toByteArray(), Arrays::compareUnsigned));
        return most > 0 && found.size() > most ? List.copyOf(found.subList(0, most)) : List.copyOf(found);
    }

    private static boolean overlap(Region one, Region other) {
        return beginsBefore(one, other) && beginsBefore(other, one);
    }

    private static boolean beginsBefore(Region one, Region end) {
        return end.getEndKey().isEmpty()
                || Arrays.compareUnsigned(
                                one.getStartKey().toByteArray(), end.getEndKey().toByteArray())
                        < 0;
    }
}
