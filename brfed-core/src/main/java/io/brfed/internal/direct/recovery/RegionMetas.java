package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.spi.RegionMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Takes in what the stores say of their regions, in any order and from several stores at once, and makes the recovery plan
 * of it. Kept of a region is what its best peer says and which stores have the others; nothing is an object of its own, so
 * that ten million regions on three stores each fit into 2 GiB. What a store says again, because it had to be asked again,
 * counts once.
 *
 * <p>The best peer is the one with the greatest term, then the longest log, then the most that it knows to be committed,
 * then the newest range. A peer that has not yet got any content cannot lead and is passed over. Safe for use by several
 * threads.
 */
public final class RegionMetas {
    private static final int MOST_STORES = 0xFFFF;
    private static final int MULTIPLIER = 0x9E3779B1;
    /** The upper bits of a product are the better ones; as many as a row has no place for. */
    private static final int UNUSED_HASH_BITS = 10;

    private final KeyArena keys = new KeyArena();
    private final RegionRows rows = new RegionRows();
    private final RegionIndex index = new RegionIndex(rows);
    private final RangeQueue ranges = new RangeQueue(rows, keys);
    private final List<StoreId> stores = new ArrayList<>();
    private final Map<StoreId, Integer> numbers = new HashMap<>();
    private long greatestId;
    private long passedOver;
    private boolean planned;

    private RegionMetas() {}

    /** Nothing yet. */
    public static RegionMetas collect() {
        return new RegionMetas();
    }

    /**
     * Takes in what a store says.
     *
     * @throws UnusableRegionsException if no plan can take such regions
     * @throws IllegalStateException if the plan has been made
     */
    public synchronized void add(StoreId store, Collection<RegionMeta> metas) {
        if (planned) {
            throw new IllegalStateException("the plan has been made; nothing can be added to it");
        }
        int number = number(store);
        for (RegionMeta meta : metas) {
            add(number, meta);
        }
    }

    /** How many regions the stores named so far, those that will not be part of the plan too. */
    public synchronized int regions() {
        return rows.count();
    }

    /**
     * Makes the plan; nothing can be added afterwards.
     *
     * @throws UnusableRegionsException if the regions do not cover the key space from one end to the other
     */
    public synchronized RecoveryPlan plan() {
        planned = true;
        ranges.flush();
        if (rows.count() == 0) {
            throw new UnusableRegionsException("the " + stores.size() + " stores that were read have no regions"
                    + (passedOver == 0 ? "" : " with content (" + passedOver + " peers without)")
                    + "; are these the volumes of the backup?");
        }
        Refusal refusal = new Refusal(rows, stores);
        new KeySpace(rows, keys, refusal).cover();
        return new LeaderChoice(new Collected(rows, index, stores)).choose(greatestId, refusal.dropped());
    }

    private int number(StoreId store) {
        Objects.requireNonNull(store, "store");
        Integer known = numbers.get(store);
        if (known != null) {
            return known;
        }
        if (stores.size() == MOST_STORES) {
            throw new UnusableRegionsException("there are more than " + MOST_STORES + " stores");
        }
        numbers.put(store, stores.size());
        stores.add(store);
        seen(store.bits());
        return stores.size() - 1;
    }

    private void seen(long id) {
        if (Long.compareUnsigned(id, greatestId) > 0) {
            greatestId = id;
        }
    }

    private void add(int store, RegionMeta meta) {
        seen(meta.regionId());
        seen(meta.peerId());
        if (meta.version() == 0) {
            passedOver++;
            return;
        }
        int row = index.find(meta.regionId());
        if (row == RegionIndex.NONE) {
            row = rows.add(meta.regionId());
            index.add(meta.regionId(), row);
            putBest(row, store, meta);
            return;
        }
        int compared = rows.compareLog(row, meta);
        if (compared > 0) {
            putBest(row, store, meta);
        } else if (compared == 0) {
            putEqual(row, store, meta);
        } else if (rows.find(row, store) < 0) {
            rows.putWorse(row, store);
        }
    }

    private void putBest(int row, int store, RegionMeta meta) {
        rows.setLog(row, meta);
        rows.putBest(row, store);
        rows.clearTombstone(row);
        putRange(row, meta);
        if (meta.tombstone()) {
            rows.markTombstone(row);
        }
    }

    private void putEqual(int row, int store, RegionMeta meta) {
        rows.putEqual(row, store);
        if (meta.tombstone()) {
            rows.markTombstone(row);
        }
        // TiKV never gives a region two ranges at one version; whatever came of it must not depend on who is read
        // first.
        if (!rows.hasRangeHash(row, rangeHash(meta)) && isSmaller(meta, row)) {
            putRange(row, meta);
        }
    }

    private boolean isSmaller(RegionMeta meta, int row) {
        ranges.flush();
        int start = meta.start().compareTo(keys.key(rows.start(row)));
        return start != 0 ? start < 0 : meta.end().compareTo(keys.key(rows.end(row))) < 0;
    }

    private void putRange(int row, RegionMeta meta) {
        ranges.put(row, meta);
        rows.setRangeHash(row, rangeHash(meta));
    }

    private static int rangeHash(RegionMeta meta) {
        int mixed = meta.start().hashCode() * MULTIPLIER
                ^ Integer.rotateLeft(meta.end().hashCode(), Short.SIZE);
        return (mixed * MULTIPLIER) >>> UNUSED_HASH_BITS;
    }
}
