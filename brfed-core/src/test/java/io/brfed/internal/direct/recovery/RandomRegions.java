package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Regions on stores, by seed: a covered key space with what unfinished splits and merges leave, or anything at all. */
final class RandomRegions {
    private static final int MOST_STORES = 7;
    private static final int MOST_CUTS = 40;
    private static final int LONGEST_KEY = 11;
    private static final int FILLING_CHUNKS = 60_000;

    final Map<StoreId, List<RegionMeta>> metas = new TreeMap<>();
    private final Random random;
    private final List<StoreId> stores = new ArrayList<>();
    private final long idBits;
    private final int longestKey;

    private RandomRegions(long seed) {
        random = new Random(seed);
        // Ids above the greatest signed number are numbers like any other.
        idBits = random.nextInt(4) == 0 ? 1L << 63 : 0;
        longestKey = random.nextInt(50) == 0 ? FILLING_CHUNKS : LONGEST_KEY;
        int count = 1 + random.nextInt(MOST_STORES);
        for (int i = 0; i < count; i++) {
            StoreId store = new StoreId(idBits | 1 + i * 3L);
            stores.add(store);
            metas.put(store, new ArrayList<>());
        }
    }

    /** A key space that is mostly covered. */
    static RandomRegions covering(long seed) {
        RandomRegions regions = new RandomRegions(seed);
        regions.cover();
        return regions;
    }

    /** Regions that have nothing to do with each other. */
    static RandomRegions chaotic(long seed) {
        RandomRegions regions = new RandomRegions(seed);
        List<Key> keys = regions.cuts();
        int count = regions.random.nextInt(8);
        for (int i = 0; i < count; i++) {
            regions.place(1 + i, new Range(regions.any(keys), regions.any(keys), regions.random.nextInt(3)));
        }
        return regions;
    }

    private record Range(Key start, Key end, int version) {}

    private Key any(List<Key> keys) {
        return keys.get(random.nextInt(keys.size()));
    }

    private void cover() {
        List<Key> cuts = cuts();
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < cuts.size(); i++) {
            Key end = i + 1 < cuts.size() ? cuts.get(i + 1) : Key.UNBOUNDED;
            ranges.add(new Range(cuts.get(i), end, 2 + random.nextInt(4)));
        }
        boolean broken = random.nextInt(4) == 0;
        int id = 1;
        for (Range range : ranges) {
            if (!broken || random.nextInt(10) > 0) {
                place(id, range);
            }
            id += 4;
            if (random.nextInt(6) == 0) {
                Key end = any(cuts);
                place(id, new Range(range.start(), end, 1 + random.nextInt(2)));
                id += 4;
            }
        }
    }

    /** Keys in order, the first unbounded; some are the beginning of others, some differ in zeros at the end only. */
    private List<Key> cuts() {
        TreeSet<Key> keys = new TreeSet<>();
        keys.add(Key.UNBOUNDED);
        int count = random.nextInt(MOST_CUTS);
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[1 + random.nextInt(longestKey)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
            }
            keys.add(Key.of(bytes));
        }
        return new ArrayList<>(keys);
    }

    /** Puts peers of a region on some stores; some lag, some have nothing yet. */
    private void place(int id, Range range) {
        int peers = 1 + random.nextInt(stores.size());
        int first = random.nextInt(stores.size());
        int term = random.nextInt(3);
        for (int i = 0; i < peers; i++) {
            boolean lags = random.nextInt(5) == 0;
            int version = random.nextInt(12) == 0 ? 0 : lags ? Math.max(1, range.version() - 1) : range.version();
            RegionMeta meta = new RegionMeta(
                    idBits | id,
                    idBits | id + 1 + random.nextInt(3),
                    term + (random.nextInt(6) == 0 ? 1 : 0),
                    lags ? random.nextInt(3) : 3,
                    random.nextInt(8) == 0 ? 1 : 0,
                    version,
                    random.nextInt(400) == 0,
                    range.start(),
                    range.end());
            stored(stores.get((first + i) % stores.size())).add(meta);
        }
    }

    private List<RegionMeta> stored(StoreId store) {
        return metas.computeIfAbsent(store, id -> new ArrayList<>());
    }
}
