package io.brfed.internal.direct.recovery;

/** Finds the number that a region has here by its id. Not thread-safe. */
final class RegionIndex {
    /** What is found of an id that is not there. */
    static final int NONE = -1;

    private static final int FIRST_TABLE = 1 << 10;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final long UPPER_HALF = -1L << Integer.SIZE;

    private final RegionRows rows;
    /** Open addressing; the upper half of each place is a hash, the lower the number and 1. */
    private long[] table = new long[FIRST_TABLE];

    RegionIndex(RegionRows rows) {
        this.rows = rows;
    }

    int find(long id) {
        long hash = id * MULTIPLIER;
        int mask = table.length - 1;
        int place = place(hash, mask);
        for (long entry = table[place]; entry != 0; entry = table[place]) {
            int number = (int) entry - 1;
            if ((entry ^ hash) >>> Integer.SIZE == 0 && rows.id(number) == id) {
                return number;
            }
            place = place + 1 & mask;
        }
        return NONE;
    }

    /** Adds an id that is not there, of the region that was added to the rows last. */
    void add(long id, int number) {
        long hash = id * MULTIPLIER;
        put(table, hash & UPPER_HALF | number + 1);
        if (number >= table.length / 4 * 3) {
            long[] grown = new long[table.length * 2];
            for (long entry : table) {
                if (entry != 0) {
                    put(grown, entry);
                }
            }
            table = grown;
        }
    }

    private static void put(long[] table, long entry) {
        int mask = table.length - 1;
        int place = place(entry, mask);
        while (table[place] != 0) {
            place = place + 1 & mask;
        }
        table[place] = entry;
    }

    private static int place(long hash, int mask) {
        // The upper bits are the good ones of such a product; those just below the sign vary most.
        return (int) (hash >>> Integer.SIZE) & mask;
    }
}
