package io.brfed.testkit.tidb;

import java.util.Arrays;

/**
 * Every version of every account, each with its place in the log that holds it. The versions of one account form a chain
 * in the order in which they came to be; a mark in it says that the account went from one region to another, so that what
 * a region knows of an account is the chain up to its newest link in that region.
 */
final class Versions {
    static final int NONE = -1;
    private static final long MARK = -1;

    final int[] newest;
    private int[] regions;
    private int[] indexes;
    private int[] older;
    private long[] stamps;
    private long[] values;
    private int count;

    Versions(int accounts, int expected) {
        newest = new int[accounts];
        Arrays.fill(newest, NONE);
        regions = new int[expected];
        indexes = new int[expected];
        older = new int[expected];
        stamps = new long[expected];
        values = new long[expected];
    }

    /** From here on the account is in this region; also the place of a version to be {@link #put}. */
    int mark(int account, Region region, int index) {
        if (count == regions.length) {
            grow();
        }
        regions[count] = region.index;
        indexes[count] = index;
        older[count] = newest[account];
        stamps[count] = MARK;
        newest[account] = count;
        return count++;
    }

    void put(int link, long commitTs, long value) {
        stamps[link] = commitTs;
        values[link] = value;
    }

    private void grow() {
        regions = Arrays.copyOf(regions, 2 * count);
        indexes = Arrays.copyOf(indexes, 2 * count);
        older = Arrays.copyOf(older, 2 * count);
        stamps = Arrays.copyOf(stamps, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
    }

    /** Forgets the versions of entries that lost their place. */
    void voidAfter(Region region, int index) {
        for (int link = count - 1; link >= 0; link--) {
            if (regions[link] == region.index && indexes[link] > index) {
                stamps[link] = MARK;
                regions[link] = NONE;
            }
        }
    }

    long newestValue(int account) {
        int link = newest[account];
        while (stamps[link] == MARK) {
            link = older[link];
        }
        return values[link];
    }

    /** The newest link that the region's log up to an index knows, or {@link #NONE} if the account is not in it. */
    int visible(int account, int region, int upTo) {
        int link = newest[account];
        while (link != NONE && (regions[link] != region || indexes[link] > upTo)) {
            link = older[link];
        }
        return link;
    }

    /** The newest version at a link or before it. */
    int version(int link) {
        int at = link;
        while (at != NONE && stamps[at] == MARK) {
            at = older[at];
        }
        return at;
    }

    int olderVersion(int link) {
        return version(older[link]);
    }

    long stamp(int link) {
        return stamps[link];
    }

    long value(int link) {
        return values[link];
    }
}
