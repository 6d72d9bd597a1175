package io.brfed.internal.direct.recovery;

/** A set of small numbers that finds the nearest one on either side. Not thread-safe. */
final class RankSet {
    private static final int WORD_BITS = 6;

    /** Bit {@code i} of a level says that word {@code i} of the level below is not empty. */
    private final long[][] levels;

    /**
     * An empty set.
     *
     * @param size what all numbers are below
     */
    RankSet(int size) {
        int depth = 1;
        for (int words = words(size); words > 1; words = words(words)) {
            depth++;
        }
        levels = new long[depth][];
        int words = size;
        for (int level = 0; level < depth; level++) {
            words = words(words);
            levels[level] = new long[words];
        }
    }

    private static int words(int bits) {
        return Math.max(1, (bits + Long.SIZE - 1) >>> WORD_BITS);
    }

    void add(int number) {
        int at = number;
        for (long[] level : levels) {
            level[at >>> WORD_BITS] |= 1L << at;
            at >>>= WORD_BITS;
        }
    }

    /** The greatest number that is not above another; -1 if there is none. */
    int floor(int number) {
        int at = number;
        for (int level = 0; level < levels.length; level++) {
            int word = at >>> WORD_BITS;
            long below = at < 0 ? 0 : levels[level][word] & (-1L >>> (Long.SIZE - 1 - (at & (Long.SIZE - 1))));
            if (below != 0) {
                return last(level, (word << WORD_BITS) + Long.SIZE - 1 - Long.numberOfLeadingZeros(below));
            }
            at = word - 1;
            if (at < 0) {
                return -1;
            }
        }
        return -1;
    }

    /** The least number that is not below another; -1 if there is none. */
    int ceiling(int number) {
        int at = number;
        for (int level = 0; level < levels.length; level++) {
            int word = at >>> WORD_BITS;
            if (word >= levels[level].length) {
                return -1;
            }
            long above = levels[level][word] & (-1L << at);
            if (above != 0) {
                return first(level, (word << WORD_BITS) + Long.numberOfTrailingZeros(above));
            }
            at = word + 1;
        }
        return -1;
    }

    private int last(int fromLevel, int bit) {
        int at = bit;
        for (int level = fromLevel - 1; level >= 0; level--) {
            at = (at << WORD_BITS) + Long.SIZE - 1 - Long.numberOfLeadingZeros(levels[level][at]);
        }
        return at;
    }

    private int first(int fromLevel, int bit) {
        int at = bit;
        for (int level = fromLevel - 1; level >= 0; level--) {
            at = (at << WORD_BITS) + Long.numberOfTrailingZeros(levels[level][at]);
        }
        return at;
    }
}
