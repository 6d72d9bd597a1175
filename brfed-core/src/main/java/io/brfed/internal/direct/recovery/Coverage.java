package io.brfed.internal.direct.recovery;

import java.util.ArrayList;
import java.util.List;

/** Checks that regions lie side by side from the beginning of the key space to its end. */
final class Coverage {
    private static final int MOST_TOLD = 5;

    private final RegionRows rows;
    private final long[] at;
    private final KeyText keys;
    private final Refusal refusal;
    private final List<String> gaps = new ArrayList<>();
    private int gapCount;

    /**
     * Of regions that do not overlap.
     *
     * @param at by the rank of its first key: above one more than the row of a region, below the rank of its end; its
     *     length is one more than the last rank
     */
    Coverage(RegionRows rows, long[] at, KeyText keys, Refusal refusal) {
        this.rows = rows;
        this.at = at;
        this.keys = keys;
        this.refusal = refusal;
    }

    void check() {
        int last = at.length - 1;
        int reached = 0;
        int before = RegionIndex.NONE;
        while (reached < last) {
            int start = reached;
            while (start < last && at[start] == 0) {
                start++;
            }
            int row = start == last ? RegionIndex.NONE : (int) (at[start] >>> Integer.SIZE) - 1;
            if (start > reached && gapCount++ < MOST_TOLD) {
                gaps.add(gap(reached, start, before, row));
            }
            refuseTombstone(row);
            before = row;
            reached = row == RegionIndex.NONE ? last : (int) at[start];
        }
        if (gapCount > 0) {
            throw refusal.of("the regions do not cover the key space: " + told());
        }
    }

    private String told() {
        String first = String.join("; ", gaps);
        return gapCount == gaps.size() ? first : first + "; and " + (gapCount - gaps.size()) + " more gaps";
    }

    private String gap(int from, int to, int before, int after) {
        return "there is none from " + keys.of(from) + " to " + keys.of(to)
                + (before == RegionIndex.NONE ? "" : ", after " + refusal.name(before))
                + (after == RegionIndex.NONE ? "" : ", before " + refusal.name(after));
    }

    private void refuseTombstone(int row) {
        // Stores do not tell tombstones, so the rows need not be looked at.
        if (rows.hasTombstones() && row != RegionIndex.NONE && rows.isTombstone(row)) {
            throw refusal.of(refusal.name(row) + " was removed from its store, and nothing newer covers "
                    + keys.of(rows.start(row)) + " to " + keys.of(rows.end(row)));
        }
    }
}
