package io.brfed.internal.direct.recovery;

import io.brfed.spi.RegionMeta;
import java.util.Arrays;

/**
 * What is known of each region: the best peer's log, the range it gives, and the stores that have a peer. A region is a
 * row of eight numbers, which is one line of a processor's cache. The stores whose peers are as good as the best come
 * first. Not thread-safe.
 */
final class RegionRows {
    /** How many peers a region may have. */
    static final int MOST_PEERS = 12;

    private static final int ROW_BITS = 3;
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
    private static final int FIRST_CHUNKS = 4;

    private static final int ID = 0;
    private static final int VERSION = 1;
    private static final int TERM = 2;
    private static final int LAST_INDEX = 3;
    private static final int COMMIT_INDEX = 4;
    private static final int RANGE = 5;
    private static final int STORES = 6;
    /** From the least bit on: 4 of best peers, 4 of peers, 1 of tombstone, 1 of dropped, 22 of range, 32 of more stores. */
    private static final int STATE = 7;

    private static final int NIBBLE = 0xF;
    private static final int PEERS_SHIFT = 4;
    private static final long TOMBSTONE = 1L << 8;
    private static final long DROPPED = 1L << 9;
    private static final int RANGE_SHIFT = 10;
    private static final long RANGE_MASK = 0xFFFF_FC00L;
    private static final int STORES_IN_WORD = 4;
    private static final int MORE_WORDS = 2;
    private static final int STORE_MASK = 0xFFFF;

    private long[][] chunks = new long[FIRST_CHUNKS][];
    private int count;
    private int dropped;
    private boolean tombstones;
    /** Pairs of words for the fifth and further stores of regions that have so many. */
    private long[] more = new long[0];

    private int moreUsed;

    int count() {
        return count;
    }

    /** Adds a region of which nothing else is known yet. */
    int add(long id) {
        if (count == Integer.MAX_VALUE) {
            throw new UnusableRegionsException("there are more than " + count + " regions");
        }
        int chunk = count >>> CHUNK_BITS;
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunk * 2);
        }
        if ((count & CHUNK_ROWS - 1) == 0) {
            chunks[chunk] = new long[CHUNK_ROWS << ROW_BITS];
        }
        set(count, ID, id);
        return count++;
    }

    private long get(int row, int word) {
        return chunks[row >>> CHUNK_BITS][(row & CHUNK_ROWS - 1) << ROW_BITS | word];
    }

    private void set(int row, int word, long value) {
        chunks[row >>> CHUNK_BITS][(row & CHUNK_ROWS - 1) << ROW_BITS | word] = value;
    }

    long id(int row) {
        return get(row, ID);
    }

    long version(int row) {
        return get(row, VERSION);
    }

    /** What regions are compared by, in this order: version, term, last index, commit index. */
    long compared(int row, int which) {
        return get(row, VERSION + which);
    }

    /** Compares a peer's log, and how much of it the peer has applied, with those of the best peer. */
    int compareLog(int row, RegionMeta peer) {
        int term = Long.compareUnsigned(peer.term(), get(row, TERM));
        if (term != 0) {
            return term;
        }
        int last = Long.compareUnsigned(peer.lastIndex(), get(row, LAST_INDEX));
        if (last != 0) {
            return last;
        }
        int commit = Long.compareUnsigned(peer.commitIndex(), get(row, COMMIT_INDEX));
        return commit != 0 ? commit : Long.compareUnsigned(peer.version(), get(row, VERSION));
    }

    void setLog(int row, RegionMeta peer) {
        set(row, TERM, peer.term());
        set(row, LAST_INDEX, peer.lastIndex());
        set(row, COMMIT_INDEX, peer.commitIndex());
        set(row, VERSION, peer.version());
    }

    /** The reference, or the rank, of the first key. */
    int start(int row) {
        return (int) (get(row, RANGE) >>> Integer.SIZE);
    }

    /** The reference, or the rank, of the key after the last. */
    int end(int row) {
        return (int) get(row, RANGE);
    }

    void setRange(int row, int start, int end) {
        set(row, RANGE, ((long) start << Integer.SIZE) | (end & 0xFFFF_FFFFL));
    }

    /** Keeps a part of the hash of what the best peer says of the range. */
    void setRangeHash(int row, int hash) {
        set(row, STATE, (get(row, STATE) & ~RANGE_MASK) | (((long) hash << RANGE_SHIFT) & RANGE_MASK));
    }

    /** Whether the range that the best peer told has, as far as it is kept, this hash. */
    boolean hasRangeHash(int row, int hash) {
        return ((get(row, STATE) ^ (long) hash << RANGE_SHIFT) & RANGE_MASK) == 0;
    }

    /** How many stores have a peer. */
    int peers(int row) {
        return (int) (get(row, STATE) >>> PEERS_SHIFT) & NIBBLE;
    }

    /** How many stores have a peer that is as good as the best; they come first. */
    int bests(int row) {
        return (int) get(row, STATE) & NIBBLE;
    }

    boolean isTombstone(int row) {
        return (get(row, STATE) & TOMBSTONE) != 0;
    }

    void markTombstone(int row) {
        tombstones = true;
        set(row, STATE, get(row, STATE) | TOMBSTONE);
    }

    void clearTombstone(int row) {
        set(row, STATE, get(row, STATE) & ~TOMBSTONE);
    }

    /** Whether any region has ever been marked as a tombstone. */
    boolean hasTombstones() {
        return tombstones;
    }

    boolean isDropped(int row) {
        return (get(row, STATE) & DROPPED) != 0;
    }

    /** Takes a region out of the plan. */
    void drop(int row) {
        set(row, STATE, get(row, STATE) | DROPPED);
        dropped++;
    }

    /** How many regions are in the plan. */
    int kept() {
        return count - dropped;
    }

    /** The number of the store with a peer. */
    int store(int row, int peer) {
        long word = get(row, STORES);
        int at = peer;
        if (peer >= STORES_IN_WORD) {
            at = peer - STORES_IN_WORD;
            word = more[moreAt(row) + at / STORES_IN_WORD];
        }
        return (int) (word >>> (at % STORES_IN_WORD * Short.SIZE)) & STORE_MASK;
    }

    private int moreAt(int row) {
        return (int) (get(row, STATE) >>> Integer.SIZE);
    }

    private void setStore(int row, int peer, int store) {
        int shift = peer % STORES_IN_WORD * Short.SIZE;
        long mask = (long) STORE_MASK << shift;
        long value = (long) store << shift;
        if (peer < STORES_IN_WORD) {
            set(row, STORES, (get(row, STORES) & ~mask) | value);
        } else {
            int at = moreAt(row) + (peer - STORES_IN_WORD) / STORES_IN_WORD;
            more[at] = (more[at] & ~mask) | value;
        }
    }

    /** The position of a store among those with a peer; -1 if it has none. */
    int find(int row, int store) {
        for (int peer = peers(row) - 1; peer >= 0; peer--) {
            if (store(row, peer) == store) {
                return peer;
            }
        }
        return -1;
    }

    /** Makes a store the only one with a best peer, whether it had a peer before or not. */
    void putBest(int row, int store) {
        remove(row, store);
        insert(row, 0, store);
        setCounts(row, 1, peers(row));
    }

    /** Adds a store whose peer is as good as the best. */
    void putEqual(int row, int store) {
        int at = find(row, store);
        if (at >= 0 && at < bests(row)) {
            return;
        }
        if (at >= 0) {
            remove(row, store);
        }
        int bests = bests(row);
        insert(row, bests, store);
        setCounts(row, bests + 1, peers(row));
    }

    /** Adds a store whose peer is worse than the best. */
    void putWorse(int row, int store) {
        insert(row, peers(row), store);
    }

    private void insert(int row, int at, int store) {
        int peers = peers(row);
        if (peers == MOST_PEERS) {
            throw new UnusableRegionsException("region " + Long.toUnsignedString(id(row)) + " has more than "
                    + MOST_PEERS + " peers; so many cannot be recovered");
        }
        if (peers == STORES_IN_WORD) {
            reserveMore(row);
        }
        for (int i = peers; i > at; i--) {
            setStore(row, i, store(row, i - 1));
        }
        setStore(row, at, store);
        setCounts(row, bests(row), peers + 1);
    }

    private void remove(int row, int store) {
        int at = find(row, store);
        if (at < 0) {
            return;
        }
        int peers = peers(row);
        for (int i = at; i < peers - 1; i++) {
            setStore(row, i, store(row, i + 1));
        }
        int bests = bests(row);
        setCounts(row, at < bests ? bests - 1 : bests, peers - 1);
    }

    private void reserveMore(int row) {
        if (moreAt(row) == 0) {
            // The first pair is nobody's, so that 0 says that there is none.
            moreUsed = Math.max(moreUsed, MORE_WORDS) + MORE_WORDS;
            if (moreUsed > more.length) {
                more = Arrays.copyOf(more, Math.max(moreUsed, more.length + more.length / 2));
            }
            set(row, STATE, get(row, STATE) | (long) (moreUsed - MORE_WORDS) << Integer.SIZE);
        }
    }

    private void setCounts(int row, int bests, int peers) {
        long rest = get(row, STATE) & ~(long) (NIBBLE << PEERS_SHIFT | NIBBLE);
        set(row, STATE, rest | (long) peers << PEERS_SHIFT | bests);
    }
}
