package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import java.util.ArrayList;
import java.util.List;

/** Remembers what is dropped, and finds the words for refusing a plan. */
final class Refusal {
    private static final int MOST_TOLD = 5;
    private static final int MOST_DROPPED = 100;

    private final RegionRows rows;
    private final List<StoreId> stores;
    private final List<RecoveryPlan.Dropped> dropped = new ArrayList<>();
    private int count;

    Refusal(RegionRows rows, List<StoreId> stores) {
        this.rows = rows;
        this.stores = stores;
    }

    /**
     * Remembers a region that is not recovered.
     *
     * @param rival what overlaps it; {@link RegionIndex#NONE} if its range is empty
     */
    void dropped(int row, int rival) {
        count++;
        if (dropped.size() < MOST_DROPPED) {
            String why =
                    rival == RegionIndex.NONE ? "its range is empty" : name(rival) + " overlaps it and is not older";
            dropped.add(new RecoveryPlan.Dropped(rows.id(row), rows.version(row), storesOf(row), why));
        }
    }

    RecoveryPlan.DroppedRegions dropped() {
        return new RecoveryPlan.DroppedRegions(count, dropped);
    }

    String name(int row) {
        return "region " + Long.toUnsignedString(rows.id(row)) + " (version " + Long.toUnsignedString(rows.version(row))
                + ", stores " + storesOf(row) + ")";
    }

    private List<StoreId> storesOf(int row) {
        List<StoreId> named = new ArrayList<>();
        for (int peer = 0; peer < rows.peers(row); peer++) {
            named.add(stores.get(rows.store(row, peer)));
        }
        named.sort(null);
        return List.copyOf(named);
    }

    UnusableRegionsException of(String why) {
        StringBuilder text = new StringBuilder("no recovery plan for ")
                .append(rows.count())
                .append(" regions on ")
                .append(stores.size())
                .append(" stores: ")
                .append(why);
        for (RecoveryPlan.Dropped region : dropped.subList(0, Math.min(MOST_TOLD, dropped.size()))) {
            text.append("; left out: ").append(region);
        }
        if (count > MOST_TOLD) {
            text.append("; and ").append(count - MOST_TOLD).append(" more left out");
        }
        text.append(". The snapshots are not of one consistent set, or a store is missing. Nothing was recovered;"
                + " restore from another backup, or find the store");
        return new UnusableRegionsException(text.toString());
    }
}
