package io.brfed.internal.direct.recovery;

import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import java.util.Arrays;

/**
 * Ranges on their way into the rows. Looking up a key waits for memory; looking up many at a time waits once for several.
 * Not thread-safe.
 */
final class RangeQueue {
    private static final int SIZE = 512;
    private static final int BYTES_PER_KEY = 64;

    private final RegionRows rows;
    private final KeyArena keys;
    private final RegionMeta[] metas = new RegionMeta[SIZE];
    private final int[] rowOf = new int[SIZE];
    private final long[] hashes = new long[2 * SIZE + 1];
    private final long[] entries = new long[2 * SIZE];
    private final int[] offsets = new int[2 * SIZE + 1];
    private byte[] bytes = new byte[2 * SIZE * BYTES_PER_KEY];
    private int size;

    RangeQueue(RegionRows rows, KeyArena keys) {
        this.rows = rows;
        this.keys = keys;
    }

    /** Sets a region's range, now or with the next {@link #flush}. */
    void put(int row, RegionMeta meta) {
        metas[size] = meta;
        rowOf[size++] = row;
        if (size == SIZE) {
            flush();
        }
    }

    /** Sets all ranges that have been put so far. */
    void flush() {
        for (int i = 0; i < size; i++) {
            copy(2 * i, metas[i].start());
            copy(2 * i + 1, metas[i].end());
        }
        for (int i = 0; i < 2 * size; i++) {
            entries[i] = keys.peek(hashes[i]);
        }
        int peeked = 0;
        for (int i = 0; i < 2 * size; i++) {
            peeked ^= keys.peekKey(entries[i]);
        }
        // What is only read would be optimised away.
        hashes[2 * SIZE] = peeked;
        for (int i = 0; i < size; i++) {
            rows.setRange(rowOf[i], intern(2 * i), intern(2 * i + 1));
        }
        Arrays.fill(metas, 0, size, null);
        size = 0;
    }

    private void copy(int which, Key key) {
        int from = which == 0 ? 0 : offsets[which];
        int length = key.length();
        if (from + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(from + length, 2 * bytes.length));
        }
        key.copyTo(bytes, from);
        offsets[which + 1] = from + length;
        hashes[which] = KeyArena.hash(bytes, from, length);
    }

    private int intern(int which) {
        int from = offsets[which];
        int length = offsets[which + 1] - from;
        return length == 0 ? KeyArena.UNBOUNDED : keys.intern(bytes, from, length, hashes[which]);
    }
}
