package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Which peer is to lead each region that is to be recovered. The same regions give the same plan, in whatever order they
 * were read. Immutable.
 */
public final class RecoveryPlan {
    private static final long[] NOTHING = {};

    private final RegionRows rows;
    private final RegionIndex index;
    private final List<StoreId> stores;
    private final SortedMap<StoreId, long[]> leaders = new TreeMap<>();
    private final long greatestId;
    private final DroppedRegions dropped;
    private final int regions;

    RecoveryPlan(Collected collected, long[][] leaders, long greatestId, DroppedRegions dropped) {
        this.rows = collected.rows();
        this.index = collected.index();
        this.stores = List.copyOf(collected.stores());
        this.greatestId = greatestId;
        this.dropped = dropped;
        int count = 0;
        for (int i = 0; i < leaders.length; i++) {
            this.leaders.put(stores.get(i), leaders[i]);
            count += leaders[i].length;
        }
        this.regions = count;
    }

    /** How many regions are to be recovered. */
    public int regions() {
        return regions;
    }

    /** The stores that were read, by id; some may have nothing to lead. */
    public List<StoreId> stores() {
        return List.copyOf(leaders.keySet());
    }

    /** The ids of the regions that a store is to lead, ascending; empty for a store that was not read. */
    public LongStream leaders(StoreId store) {
        long[] regionIds = leaders.get(store);
        return regionIds == null ? LongStream.empty() : LongStream.of(regionIds);
    }

    /** The greatest id of any store, region or peer that was read; unsigned. PD must not give it out again. */
    public long greatestId() {
        return greatestId;
    }

    /** Whether a region is to be recovered. */
    public boolean contains(long regionId) {
        return row(regionId) >= 0;
    }

    /** The store that is to lead a region of the plan. */
    StoreId leader(long regionId) {
        for (StoreId store : candidates(regionId)) {
            if (contains(leaders.getOrDefault(store, NOTHING), regionId)) {
                return store;
            }
        }
        throw new IllegalStateException("region " + Long.toUnsignedString(regionId) + " has no leader in the plan");
    }

    private static boolean contains(long[] ascending, long id) {
        int from = 0;
        int to = ascending.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (Long.compareUnsigned(ascending[middle], id) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from < ascending.length && ascending[from] == id;
    }

    /** Where a region that is to be recovered is in the plan; negative for others. */
    int row(long regionId) {
        int row = index.find(regionId);
        return row == RegionIndex.NONE || rows.isDropped(row) ? RegionIndex.NONE : row;
    }

    /** The version of the range of a region that is to be recovered; unsigned. */
    long version(int row) {
        return rows.version(row);
    }

    /** What a region that PD shows is to the plan. */
    enum Standing {
        /** As it was planned. */
        PLANNED,
        /** A store told of it, and its range has changed since. */
        CHANGED,
        /** A store told of something newer in its place. */
        LEFT_OVER,
        /** No store told of it. */
        STRANGE
    }

    Standing standing(long regionId, long version) {
        int row = index.find(regionId);
        if (row == RegionIndex.NONE) {
            return Standing.STRANGE;
        }
        int newer = Long.compareUnsigned(version, rows.version(row));
        if (newer > 0) {
            return Standing.CHANGED;
        }
        return newer < 0 || rows.isDropped(row) ? Standing.LEFT_OVER : Standing.PLANNED;
    }

    /** Tells every region that is to be recovered. */
    void forEachRow(RowReader reader) {
        for (int row = 0; row < rows.count(); row++) {
            if (!rows.isDropped(row)) {
                reader.read(row, rows.id(row));
            }
        }
    }

    /** Takes regions of the plan. */
    @FunctionalInterface
    interface RowReader {
        void read(int row, long regionId);
    }

    /**
     * The stores that could lead a region, the likeliest first: those whose peer is as good as the best, then the others,
     * each by id. Which of them are learners, or lag behind what the term says, the stores do not tell.
     *
     * @throws IllegalArgumentException if the region is not part of the plan
     */
    public List<StoreId> candidates(long regionId) {
        if (!contains(regionId)) {
            throw new IllegalArgumentException(
                    "region " + Long.toUnsignedString(regionId) + " is not part of the recovery plan");
        }
        int row = index.find(regionId);
        List<StoreId> equals = new ArrayList<>();
        List<StoreId> others = new ArrayList<>();
        for (int peer = 0; peer < rows.peers(row); peer++) {
            (peer < rows.bests(row) ? equals : others).add(stores.get(rows.store(row, peer)));
        }
        equals.sort(Comparator.naturalOrder());
        others.sort(Comparator.naturalOrder());
        equals.addAll(others);
        return List.copyOf(equals);
    }

    /** The regions that are left as they are because newer ones cover their ranges. */
    public DroppedRegions dropped() {
        return dropped;
    }

    /**
     * Regions that are not recovered.
     *
     * @param count how many
     * @param some a hundred of them at most, the newest first
     */
    public record DroppedRegions(int count, List<Dropped> some) {
        /** Copies the list. */
        public DroppedRegions {
            some = List.copyOf(some);
        }
    }

    /**
     * A region that is not recovered.
     *
     * @param regionId its id; unsigned
     * @param version the version of its range; unsigned
     * @param stores the stores that have a peer of it
     * @param why what covers its range
     */
    public record Dropped(long regionId, long version, List<StoreId> stores, String why) {
        /** Checks that nothing is missing and copies the list. */
        public Dropped {
            stores = List.copyOf(stores);
            Objects.requireNonNull(why, "why");
        }

        @Override
        public String toString() {
            return "region " + Long.toUnsignedString(regionId) + " (version " + Long.toUnsignedString(version)
                    + ", stores " + stores + "): " + why;
        }
    }
}
