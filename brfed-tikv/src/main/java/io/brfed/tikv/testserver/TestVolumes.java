package io.brfed.tikv.testserver;

import io.brfed.api.StoreId;
import io.brfed.spi.RegionMeta;
import io.brfed.tikv.internal.wire.metapb.PeerRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is on the volumes of the TiKV stores of a cluster: for {@link TestTidbCluster#startFrom}. Not safe for use by several
 * threads.
 *
 * @since 0.1.0
 */
public final class TestVolumes {
    private static final long FIRST_REGION = 100;
    private static final long IDS_PER_REGION = 10;

    final Map<Long, RecoveringRegion> regions = new TreeMap<>(Long::compareUnsigned);
    final Map<StoreId, List<RegionMeta>> leftovers = new HashMap<>();
    final Set<StoreId> missing = new TreeSet<>();
    private final List<StoreId> stores;
    private final TestContents contents;

    private TestVolumes(List<StoreId> stores, TestContents contents) {
        this.stores = List.copyOf(stores);
        this.contents = contents;
    }

    /**
     * Volumes of stores with the ids from 1 on, and regions with the ids 100, 110 and so on that divide all keys, each with
     * three voters, on stores in turn, that know the same.
     *
     * @param stores 3 or more
     * @param regions 1 to 65,536
     */
    public static TestVolumes of(int stores, int regions) {
        List<Long> storeIds = new ArrayList<>();
        List<Long> regionIds = new ArrayList<>();
        for (long i = 1; i <= stores; i++) {
            storeIds.add(i);
        }
        for (long i = 0; i < regions; i++) {
            regionIds.add(FIRST_REGION + i * IDS_PER_REGION);
        }
        RegionLayout layout = new RegionLayout();
        layout.divide(storeIds, regionIds);
        return of(storeIds.stream().map(StoreId::new).toList(), layout, TestContents.empty());
    }

    /** Those that snapshots of the stores of a cluster have on them now. */
    static TestVolumes of(List<StoreId> stores, RegionLayout layout, TestContents contents) {
        TestVolumes volumes = new TestVolumes(stores, contents.copy());
        layout.all().forEach(led -> volumes.regions.put(led.region().getId(), new RecoveringRegion(led.region())));
        return volumes;
    }

    /** The stores, also those that will be missing. */
    public List<StoreId> stores() {
        return stores;
    }

    /** The ids of the regions. */
    public List<Long> regions() {
        return List.copyOf(regions.keySet());
    }

    /** What is in the keys. */
    public TestContents contents() {
        return contents;
    }

    /** Makes a region's peer on a store a learner, which can be told to lead and never will. */
    public TestVolumes becomesLearner(long region, StoreId store) {
        region(region).change(store.bits(), peer -> peer.setRole(PeerRole.Learner));
        return this;
    }

    /** Makes a region's peer on a store one that has seen a greater term, and lacks the end of the log. */
    public TestVolumes fellBehind(long region, StoreId store) {
        region(region).fallBehind(store.bits());
        return this;
    }

    /** Makes a region's peer on a store a tombstone, which its store does not tell of, while others still count it. */
    public TestVolumes isTombstone(long region, StoreId store) {
        region(region).bury(store.bits());
        return this;
    }

    /** Leaves something on a store of a region that was split, merged, or not yet there when the snapshot was taken. */
    public TestVolumes hasLeftover(StoreId store, RegionMeta meta) {
        leftovers.computeIfAbsent(store, id -> new ArrayList<>()).add(meta);
        return this;
    }

    /** Takes a region off all volumes, so that there is a gap in the key space. */
    public TestVolumes loses(long region) {
        region(region);
        regions.remove(region);
        return this;
    }

    /** Makes a store one that does not come up. */
    public TestVolumes isMissing(StoreId store) {
        missing.add(store);
        return this;
    }

    private RecoveringRegion region(long id) {
        RecoveringRegion region = regions.get(id);
        if (region == null) {
            throw new IllegalArgumentException("there is no region " + id + "; there are " + regions.keySet());
        }
        return region;
    }
}
