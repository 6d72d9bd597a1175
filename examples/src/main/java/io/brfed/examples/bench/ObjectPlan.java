package io.brfed.examples.bench;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The recovery plan as the original makes it: every word of every store is kept as an object, in lists by store, in groups
 * by region, and once more as requests.
 */
final class ObjectPlan {
    private static final Comparator<Peer> NEWEST_LOG = Comparator.comparingLong(
                    (Peer peer) -> peer.meta().term())
            .thenComparingLong(peer -> peer.meta().lastIndex())
            .thenComparingLong(peer -> peer.meta().commitIndex())
            .reversed();

    private final Map<StoreId, List<RegionMeta>> byStore = new HashMap<>();
    private final Map<StoreId, List<Request>> requests = new HashMap<>();
    private final Map<StoreId, Integer> scores = new HashMap<>();
    private long greatestId;

    private record Peer(StoreId store, RegionMeta meta) {}

    private record Region(RegionMeta best, List<Peer> peers) {}

    private record Request(long regionId, String role) {}

    void add(StoreId store, List<RegionMeta> metas) {
        byStore.computeIfAbsent(store, id -> new ArrayList<>()).addAll(metas);
    }

    /** Makes the plan; the number of regions in it. */
    int plan() {
        Map<Long, List<Peer>> groups = new HashMap<>();
        byStore.forEach((store, metas) -> {
            for (RegionMeta meta : metas) {
                greatestId = Math.max(greatestId, Math.max(meta.regionId(), meta.peerId()));
                groups.computeIfAbsent(meta.regionId(), id -> new ArrayList<>()).add(new Peer(store, meta));
            }
        });
        List<Region> regions = new ArrayList<>();
        groups.values().forEach(peers -> {
            peers.sort(NEWEST_LOG);
            regions.add(new Region(peers.get(0).meta(), peers));
        });
        regions.sort(Comparator.comparingLong((Region region) -> region.best().version())
                .reversed());
        NavigableMap<Key, Region> accepted = new TreeMap<>();
        regions.stream()
                .filter(region -> fits(region, accepted))
                .forEach(region -> accepted.put(region.best().start(), region));
        check(accepted);
        accepted.values().forEach(this::request);
        return requests.values().stream().mapToInt(List::size).sum();
    }

    /** The number again; keeps the plan from being collected until then. */
    int keep(int planned) {
        return requests.isEmpty() && byStore.isEmpty() ? 0 : planned;
    }

    private static boolean fits(Region region, NavigableMap<Key, Region> accepted) {
        Key start = region.best().start();
        Map.Entry<Key, Region> next = accepted.ceilingEntry(start);
        if (next != null
                && (next.getKey().equals(start)
                        || isBefore(next.getKey(), region.best().end()))) {
            return false;
        }
        Map.Entry<Key, Region> before = accepted.floorEntry(start);
        return before == null || !isBefore(start, before.getValue().best().end());
    }

    private static boolean isBefore(Key key, Key end) {
        return end.isUnbounded() || key.compareTo(end) < 0;
    }

    private static void check(NavigableMap<Key, Region> accepted) {
        Key reached = Key.UNBOUNDED;
        for (Region region : accepted.values()) {
            if (!region.best().start().equals(reached)) {
                throw new IllegalStateException("regions are not adjacent at " + reached);
            }
            reached = region.best().end();
        }
    }

    private void request(Region region) {
        Peer least = region.peers().get(0);
        for (Peer peer : region.peers()) {
            if (NEWEST_LOG.compare(peer, region.peers().get(0)) == 0 && score(peer) < score(least)) {
                least = peer;
            }
        }
        scores.merge(least.store(), 1, Integer::sum);
        requests.computeIfAbsent(least.store(), id -> new ArrayList<>())
                .add(new Request(region.best().regionId(), "leader"));
    }

    private int score(Peer peer) {
        return scores.getOrDefault(peer.store(), 0);
    }
}
