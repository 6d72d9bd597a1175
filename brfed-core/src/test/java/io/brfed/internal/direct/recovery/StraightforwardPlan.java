package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The recovery plan as it would be written if memory and time were free: what the real one must agree with. */
final class StraightforwardPlan {
    private static final Comparator<RegionMeta> LOG = Comparator.comparing(RegionMeta::term, Long::compareUnsigned)
            .thenComparing(RegionMeta::lastIndex, Long::compareUnsigned)
            .thenComparing(RegionMeta::commitIndex, Long::compareUnsigned)
            .thenComparing(RegionMeta::version, Long::compareUnsigned);

    final Map<StoreId, List<Long>> leaders = new TreeMap<>();
    final Map<Long, List<StoreId>> candidates = new TreeMap<>(Long::compareUnsigned);
    final Set<Long> dropped = new TreeSet<>(Long::compareUnsigned);
    final boolean usable;
    long greatestId;

    /** A region as its best peers tell it. */
    private record Best(RegionMeta meta, boolean tombstone) {
        boolean overlaps(Best other) {
            return isBefore(meta.start(), other.meta.end()) && isBefore(other.meta.start(), meta.end());
        }

        static boolean isBefore(Key start, Key end) {
            return end.isUnbounded() || start.compareTo(end) < 0;
        }
    }

    StraightforwardPlan(Map<StoreId, List<RegionMeta>> metas) {
        Map<Long, Map<StoreId, RegionMeta>> byRegion = new TreeMap<>(Long::compareUnsigned);
        metas.forEach((store, list) -> {
            see(store.bits());
            leaders.put(store, new ArrayList<>());
            list.forEach(meta -> {
                see(meta.regionId());
                see(meta.peerId());
                if (meta.version() != 0) {
                    byRegion.computeIfAbsent(meta.regionId(), id -> new TreeMap<>())
                            .put(store, meta);
                }
            });
        });
        List<Best> accepted = accept(byRegion.values().stream()
                .map(peers -> best(List.copyOf(peers.values())))
                .toList());
        usable = covers(accepted);
        accepted.stream()
                .map(best -> best.meta().regionId())
                .sorted(Long::compareUnsigned)
                .forEach(id -> lead(id, Optional.ofNullable(byRegion.get(id)).orElseThrow()));
    }

    private void see(long id) {
        greatestId = Long.compareUnsigned(id, greatestId) > 0 ? id : greatestId;
    }

    private static Best best(List<RegionMeta> peers) {
        RegionMeta best = peers.stream().max(LOG).orElseThrow();
        List<RegionMeta> equals =
                peers.stream().filter(peer -> LOG.compare(peer, best) == 0).toList();
        RegionMeta shown = equals.stream()
                .min(Comparator.comparing(RegionMeta::start).thenComparing(RegionMeta::end))
                .orElseThrow();
        return new Best(shown, equals.stream().anyMatch(RegionMeta::tombstone));
    }

    private List<Best> accept(List<Best> regions) {
        Comparator<Best> age = Comparator.comparing((Best best) -> best.meta().version(), Long::compareUnsigned)
                .thenComparing(Best::meta, LOG)
                .reversed()
                .thenComparing(best -> best.meta().regionId(), Long::compareUnsigned);
        List<Best> accepted = new ArrayList<>();
        for (Best best : regions.stream().sorted(age).toList()) {
            boolean empty = !Best.isBefore(best.meta().start(), best.meta().end());
            if (empty || accepted.stream().anyMatch(best::overlaps)) {
                dropped.add(best.meta().regionId());
            } else {
                accepted.add(best);
            }
        }
        return accepted;
    }

    private static boolean covers(List<Best> accepted) {
        Key reached = Key.UNBOUNDED;
        boolean open = true;
        for (Best best : accepted.stream()
                .sorted(Comparator.comparing(b -> b.meta().start()))
                .toList()) {
            if (!open || best.tombstone() || !best.meta().start().equals(reached)) {
                return false;
            }
            reached = best.meta().end();
            open = !reached.isUnbounded();
        }
        return !open;
    }

    private void lead(long regionId, Map<StoreId, RegionMeta> peers) {
        RegionMeta best = peers.values().stream().max(LOG).orElseThrow();
        List<StoreId> order = new ArrayList<>(peers.keySet().stream().sorted().toList());
        order.sort(Comparator.comparing(store -> !isBest(peers, store, best)));
        candidates.put(regionId, order);
        StoreId leader = order.stream()
                .filter(store -> isBest(peers, store, best))
                .min(Comparator.comparing(store -> leadersOf(store).size()))
                .orElseThrow();
        leadersOf(leader).add(regionId);
    }

    private static boolean isBest(Map<StoreId, RegionMeta> peers, StoreId store, RegionMeta best) {
        return LOG.compare(Optional.ofNullable(peers.get(store)).orElseThrow(), best) == 0;
    }

    private List<Long> leadersOf(StoreId store) {
        return leaders.computeIfAbsent(store, id -> new ArrayList<>());
    }
}
