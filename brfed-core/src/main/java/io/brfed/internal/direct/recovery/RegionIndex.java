package io.brfed.internal.direct.recovery;

/**
 * Finds the row of a region by its id. Neighbouring ids have neighbouring places, because stores tell their regions by id:
 * what is looked up next is in the processor's cache already. Not thread-safe.
 */
final class RegionIndex {
    /** What is found of an id that is not there. */
    static final int NONE = -1;

    private static final int FIRST_BITS = 10;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final RegionRows rows;
    /** Open addressing; the upper half of each place is the lower half of the id, the lower one the row and 1. */
    private long[] table = new long[1 << FIRST_BITS];

    private int bits = FIRST_BITS;

    RegionIndex(RegionRows rows) {
        this.rows = rows;
    }

    int find(long id) {
        int mask = table.length - 1;
        int place = place(id);
        for (long entry = table[place]; entry != 0; entry = table[place]) {
            int row = (int) entry - 1;
            if ((int) (entry >>> Integer.SIZE) == (int) id && rows.id(row) == id) {
                return row;
            }
            place = place + 1 & mask;
        }
        return NONE;
    }

    /** Adds the row that was added last, of an id that is not there. */
    void add(long id, int row) {
        if (row >= table.length / 4 * 3) {
            bits++;
            table = new long[1 << bits];
            for (int each = 0; each < row; each++) {
                put(rows.id(each), each);
            }
        }
        put(id, row);
    }

    private void put(long id, int row) {
        int mask = table.length - 1;
        int place = place(id);
        while (table[place] != 0) {
            place = place + 1 & mask;
        }
        table[place] = id << Integer.SIZE | row + 1;
    }

    /** Each time the ids have gone round the table, they begin somewhere else: no stride of theirs piles them up. */
    private int place(long id) {
        long round = ((id >>> bits) * MULTIPLIER) >>> (Long.SIZE - bits);
        return (int) (id + round) & (table.length - 1);
    }
}
