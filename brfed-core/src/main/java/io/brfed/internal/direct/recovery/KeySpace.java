package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the regions that cover the key space: of two that overlap, the one with the newer range. What is left of splits
 * and merges that had not come to their end on some store loses against what came of them.
 */
final class KeySpace {
    private static final int MOST_TOLD = 5;
    private static final int MOST_DROPPED = 100;
    private static final int FIRST_RANK = 0;
    private static final int WORDS_COMPARED = 4;

    private final RegionRows rows;
    private final KeyArena keys;
    private final List<StoreId> stores;
    private final List<RecoveryPlan.Dropped> dropped = new ArrayList<>();
    private final long[] buffer;
    private final int[] ranked;
    private final int lastRank;
    /** By the rank of its first key: one more than the row of an accepted region. */
    private final int[] startingAt;

    private final RankSet starts;
    private int accepted;
    private int droppedCount;

    KeySpace(RegionRows rows, KeyArena keys, List<StoreId> stores) {
        this.rows = rows;
        this.keys = keys;
        this.stores = stores;
        this.buffer = new long[Math.max(keys.count(), rows.count())];
        this.ranked = keys.rank(buffer);
        this.lastRank = ranked.length + 1;
        this.startingAt = new int[lastRank];
        this.starts = new RankSet(lastRank);
    }

    /**
     * Chooses.
     *
     * @return how many regions were accepted
     * @throws UnusableRegionsException if they leave a gap
     */
    int cover() {
        toRanks();
        for (int row = 0; row < rows.count(); row++) {
            buffer[row] = row;
        }
        PieceSort.sort(buffer, rows.count(), this::age, 2 * (WORDS_COMPARED + 1));
        for (int i = 0; i < rows.count(); i++) {
            offer((int) buffer[i]);
        }
        check();
        return accepted;
    }

    /** What overlapped with newer regions, and how much of it there was. */
    RecoveryPlan.DroppedRegions dropped() {
        return new RecoveryPlan.DroppedRegions(droppedCount, dropped);
    }

    private void toRanks() {
        for (int row = 0; row < rows.count(); row++) {
            int start = rows.start(row);
            int end = rows.end(row);
            rows.setRange(
                    row,
                    start == KeyArena.UNBOUNDED ? FIRST_RANK : keys.rankOf(start),
                    end == KeyArena.UNBOUNDED ? lastRank : keys.rankOf(end));
        }
    }

    /** The newest first; of regions of one age the better log, and at last the smaller id. */
    private int age(int row, int depth) {
        int word = depth >>> 1;
        long compared = word == WORDS_COMPARED ? rows.id(row) : ~rows.compared(row, word);
        return (int) ((depth & 1) == 0 ? compared >>> Integer.SIZE : compared);
    }

    private void offer(int row) {
        int start = rows.start(row);
        int end = rows.end(row);
        int rival = start >= end ? RegionIndex.NONE : overlapping(start, end);
        if (start < end && rival == RegionIndex.NONE) {
            rows.accept(row);
            starts.add(start);
            startingAt[start] = row + 1;
            accepted++;
        } else {
            drop(row, rival);
        }
    }

    private int overlapping(int start, int end) {
        int next = starts.ceiling(start);
        if (next >= 0 && next < end) {
            return startingAt[next] - 1;
        }
        int previous = starts.floor(start);
        if (previous >= 0 && rows.end(startingAt[previous] - 1) > start) {
            return startingAt[previous] - 1;
        }
        return RegionIndex.NONE;
    }

    private void drop(int row, int rival) {
        droppedCount++;
        if (dropped.size() < MOST_DROPPED) {
            String why = rival == RegionIndex.NONE
                    ? "its range is empty"
                    : "region " + Long.toUnsignedString(rows.id(rival)) + " with version "
                            + Long.toUnsignedString(rows.version(rival)) + " overlaps it";
            dropped.add(new RecoveryPlan.Dropped(rows.id(row), rows.version(row), storesOf(row), why));
        }
    }

    /** Both ends and everything between them; none is a tombstone. */
    private void check() {
        List<String> gaps = new ArrayList<>();
        int gapCount = 0;
        int reached = FIRST_RANK;
        int before = RegionIndex.NONE;
        for (int start = starts.ceiling(0); reached < lastRank; ) {
            int row = start < 0 ? RegionIndex.NONE : startingAt[start] - 1;
            int next = row == RegionIndex.NONE ? lastRank : start;
            if (next > reached && gapCount++ < MOST_TOLD) {
                gaps.add(gap(reached, next, before, row));
            }
            if (row == RegionIndex.NONE) {
                break;
            }
            refuseTombstone(row);
            before = row;
            reached = rows.end(row);
            start = start + 1 < lastRank ? starts.ceiling(start + 1) : RegionIndex.NONE;
        }
        if (gapCount > 0) {
            throw new UnusableRegionsException(unusable(gaps, gapCount));
        }
    }

    private String unusable(List<String> gaps, int gapCount) {
        StringBuilder text = new StringBuilder("the regions on ")
                .append(stores.size())
                .append(" stores do not cover the key space: ")
                .append(String.join("; ", gaps));
        if (gapCount > gaps.size()) {
            text.append("; and ").append(gapCount - gaps.size()).append(" more gaps");
        }
        for (RecoveryPlan.Dropped region : dropped.subList(0, Math.min(MOST_TOLD, dropped.size()))) {
            text.append("; left out: ").append(region);
        }
        if (droppedCount > MOST_TOLD) {
            text.append("; and ").append(droppedCount - MOST_TOLD).append(" more left out");
        }
        return text.append(". The snapshots are not of one consistent set, or a store is missing; nothing was recovered")
                .toString();
    }

    private String gap(int from, int to, int before, int after) {
        return "no region from " + text(from) + " to " + text(to) + ", between " + neighbour(before, "the first key")
                + " and " + neighbour(after, "the last key");
    }

    private String neighbour(int row, String otherwise) {
        return row == RegionIndex.NONE ? otherwise : name(row);
    }

    private void refuseTombstone(int row) {
        if (rows.isTombstone(row)) {
            throw new UnusableRegionsException(name(row) + " was removed from its store, yet nothing newer covers "
                    + text(rows.start(row)) + " to " + text(rows.end(row)) + "; nothing was recovered");
        }
    }

    private String name(int row) {
        return "region " + Long.toUnsignedString(rows.id(row)) + " (version "
                + Long.toUnsignedString(rows.version(row)) + ", stores " + storesOf(row) + ")";
    }

    private List<StoreId> storesOf(int row) {
        List<StoreId> named = new ArrayList<>();
        for (int peer = 0; peer < rows.peers(row); peer++) {
            named.add(stores.get(rows.store(row, peer)));
        }
        named.sort(null);
        return List.copyOf(named);
    }

    private String text(int rank) {
        if (rank == FIRST_RANK || rank == lastRank) {
            return rank == FIRST_RANK ? "the first key" : "the last key";
        }
        return KeyText.of(keys.key(ranked[rank - 1]));
    }

    /** Keys in messages. */
    private static final class KeyText {
        private static final int LONGEST = 80;

        private KeyText() {}

        static String of(Key key) {
            String digits = key.toString();
            return digits.length() <= LONGEST ? digits : digits.substring(0, LONGEST) + "…";
        }
    }
}
