package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import java.util.List;

/**
 * Chooses who is to lead each region: of the stores with a best peer the one that leads fewest so far, by the order of the
 * regions' ids, so that the same regions always give the same plan.
 */
final class LeaderChoice {
    private final RegionRows rows;
    private final Collected collected;
    private final List<StoreId> stores;
    private final int[] leads;

    LeaderChoice(Collected collected) {
        this.collected = collected;
        this.rows = collected.rows();
        this.stores = collected.stores();
        this.leads = new int[stores.size()];
    }

    RecoveryPlan choose(long greatestId, RecoveryPlan.DroppedRegions dropped) {
        long[] byId = new long[rows.kept()];
        int found = 0;
        for (int row = 0; row < rows.count(); row++) {
            if (!rows.isDropped(row)) {
                byId[found++] = row;
            }
        }
        PieceSort.sort(
                byId,
                byId.length,
                (row, depth) -> (int) (depth == 0 ? rows.id(row) >>> Integer.SIZE : rows.id(row)),
                2);
        short[] chosen = new short[byId.length];
        for (int i = 0; i < byId.length; i++) {
            int store = least((int) byId[i]);
            leads[store]++;
            chosen[i] = (short) store;
        }
        return new RecoveryPlan(collected, lists(byId, chosen), greatestId, dropped);
    }

    private int least(int row) {
        int best = rows.store(row, 0);
        for (int peer = 1; peer < rows.bests(row); peer++) {
            int store = rows.store(row, peer);
            if (leads[store] < leads[best]
                    || (leads[store] == leads[best] && stores.get(store).compareTo(stores.get(best)) < 0)) {
                best = store;
            }
        }
        return best;
    }

    /** By the number of the store: the regions that it is to lead, by id. */
    private long[][] lists(long[] byId, short[] chosen) {
        long[][] lists = new long[leads.length][];
        for (int store = 0; store < leads.length; store++) {
            lists[store] = new long[leads[store]];
        }
        int[] filled = new int[leads.length];
        for (int i = 0; i < byId.length; i++) {
            int store = chosen[i] & 0xFFFF;
            lists[store][filled[store]++] = rows.id((int) byId[i]);
        }
        return lists;
    }
}
