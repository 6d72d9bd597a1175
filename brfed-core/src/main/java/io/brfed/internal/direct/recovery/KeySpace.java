package io.brfed.internal.direct.recovery;

import java.util.Arrays;

/**
 * Chooses the regions that cover the key space: of two that overlap, the one with the newer range. What is left of splits
 * and merges that had not come to their end on some store loses against what came of them. Most regions overlap with none,
 * and are not compared with any.
 */
final class KeySpace {
    private static final int WORDS_COMPARED = 4;

    private final RegionRows rows;
    private final KeyArena keys;
    private final Refusal refusal;
    private final int[] ranked;
    private final int lastRank;
    /** By the rank of its first key: above one more than the row of a region, below the rank of its end. */
    private final long[] at;

    private final RankSet contestedStarts;
    /** Rows that begin where another does, in the order of their starts. */
    private int[] sharing = new int[1 << 4];

    private int[] contested = new int[1 << 4];
    private int contestedCount;

    KeySpace(RegionRows rows, KeyArena keys, Refusal refusal) {
        this.rows = rows;
        this.keys = keys;
        this.refusal = refusal;
        this.at = new long[keys.count() + 2];
        this.ranked = keys.rank(at);
        this.lastRank = ranked.length + 1;
        this.contestedStarts = new RankSet(lastRank);
        Arrays.fill(at, 0);
    }

    /**
     * Chooses; the others are marked as dropped.
     *
     * @throws UnusableRegionsException if those that are left leave a gap, or one of them is a tombstone
     */
    void cover() {
        place();
        contest();
        sort(contested, contestedCount, this::age, 2 * (WORDS_COMPARED + 1));
        for (int i = 0; i < contestedCount; i++) {
            offer(contested[i]);
        }
        new Coverage(rows, at, new KeyText(keys, ranked), refusal).check();
    }

    /** Puts every region where it begins; those that find the place taken are kept in the order of their starts. */
    private void place() {
        int count = 0;
        for (int row = 0; row < rows.count(); row++) {
            int start = rows.start(row) == KeyArena.UNBOUNDED ? 0 : keys.rankOf(rows.start(row));
            int end = rows.end(row) == KeyArena.UNBOUNDED ? lastRank : keys.rankOf(rows.end(row));
            rows.setRange(row, start, end);
            if (start >= end) {
                contested = append(contested, contestedCount++, row);
            } else if (at[start] == 0) {
                put(row, start, end);
            } else {
                sharing = append(sharing, count++, row);
            }
        }
        sort(sharing, count, (row, depth) -> rows.start(row), 1);
        sharing = Arrays.copyOf(sharing, count);
    }

    private void put(int row, int start, int end) {
        at[start] = (long) (row + 1) << Integer.SIZE | end;
    }

    private static int[] append(int[] list, int count, int row) {
        int[] longer = count < list.length ? list : Arrays.copyOf(list, 2 * count);
        longer[count] = row;
        return longer;
    }

    private static void sort(int[] items, int count, PieceSort.Pieces pieces, int depths) {
        long[] places = new long[count];
        for (int i = 0; i < count; i++) {
            places[i] = items[i];
        }
        PieceSort.sort(places, count, pieces, depths);
        for (int i = 0; i < count; i++) {
            items[i] = (int) places[i];
        }
    }

    /** Finds the regions that overlap with others, and takes them from their places. */
    private void contest() {
        int shared = 0;
        int from = 0;
        int firstShared = 0;
        int end = 0;
        int members = 0;
        for (int start = 0; start < lastRank; start++) {
            if (at[start] == 0) {
                continue;
            }
            if (start >= end) {
                if (members > 1) {
                    take(from, start, firstShared, shared);
                }
                from = start;
                firstShared = shared;
                members = 0;
            }
            members++;
            end = Math.max(end, (int) at[start]);
            for (; shared < sharing.length && rows.start(sharing[shared]) == start; shared++) {
                members++;
                end = Math.max(end, rows.end(sharing[shared]));
            }
        }
        if (members > 1) {
            take(from, lastRank, firstShared, shared);
        }
    }

    private void take(int from, int to, int firstShared, int lastShared) {
        for (int start = from; start < to; start++) {
            if (at[start] != 0) {
                contested = append(contested, contestedCount++, (int) (at[start] >>> Integer.SIZE) - 1);
                at[start] = 0;
            }
        }
        for (int i = firstShared; i < lastShared; i++) {
            contested = append(contested, contestedCount++, sharing[i]);
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
        int rival = start < end ? overlapping(start, end) : RegionIndex.NONE;
        if (start < end && rival == RegionIndex.NONE) {
            contestedStarts.add(start);
            put(row, start, end);
        } else {
            rows.drop(row);
            refusal.dropped(row, rival);
        }
    }

    private int overlapping(int start, int end) {
        int next = contestedStarts.ceiling(start);
        if (next >= 0 && next < end) {
            return (int) (at[next] >>> Integer.SIZE) - 1;
        }
        int previous = contestedStarts.floor(start);
        if (previous >= 0 && (int) at[previous] > start) {
            return (int) (at[previous] >>> Integer.SIZE) - 1;
        }
        return RegionIndex.NONE;
    }
}
