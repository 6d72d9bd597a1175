package io.brfed.internal.direct.recovery;

import io.brfed.spi.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keys, each kept once: the end of one region is the start of the next. A key is known by its reference, and once all are
 * there also by its rank in their order. An entry is 4 bytes of rank, 2 of length and the key, filled up to a multiple of
 * 4; references count such multiples. The unbounded key is not kept. Not thread-safe.
 */
final class KeyArena {
    /** The reference of the unbounded key. */
    static final int UNBOUNDED = -1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final int UNIT = 4;
    private static final int HEADER = 6;
    /** An entry has two units at least, so a single one at the end of a chunk stays empty. */
    private static final int LEAST_UNITS = 2;

    private static final int CHUNK_BITS = 16;
    private static final int CHUNK_UNITS = 1 << CHUNK_BITS;
    private static final int MOST_CHUNKS = (1 << (Integer.SIZE - 1 - CHUNK_BITS)) - 1;
    private static final int FIRST_CHUNKS = 4;
    private static final int FIRST_TABLE = 1 << 10;
    private static final long UPPER_HALF = -1L << Integer.SIZE;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final int LONGEST = 0xFFFF;

    private byte[][] chunks = new byte[FIRST_CHUNKS][];
    private int chunkCount;
    private int next = CHUNK_UNITS;
    private int count;
    private int longest;
    /** Open addressing; the upper half of each place is a hash, the lower the reference and 1. */
    private long[] table = new long[FIRST_TABLE];

    /** How many different keys there are. */
    int count() {
        return count;
    }

    /** What is looked for by: the same for the same bytes. */
    static long hash(byte[] bytes, int from, int length) {
        long hash = length;
        int at = from;
        int end = from + length;
        for (; at + UNIT <= end; at += UNIT) {
            hash = (hash ^ (int) INT.get(bytes, at)) * MULTIPLIER;
            hash ^= hash >>> Integer.SIZE;
        }
        for (; at < end; at++) {
            hash = (hash ^ bytes[at]) * MULTIPLIER;
            hash ^= hash >>> Integer.SIZE;
        }
        return hash * MULTIPLIER;
    }

    /** Reads where a key would be found; calling it for many keys first lets the processor wait for all of them at once. */
    long peek(long hash) {
        return table[(int) (hash >>> Integer.SIZE) & table.length - 1];
    }

    /** Reads what was found by {@link #peek}, likewise. */
    int peekKey(long entry) {
        int reference = (int) entry - 1;
        return entry == 0 ? 0 : chunks[reference >>> CHUNK_BITS][offset(reference)];
    }

    /**
     * The reference of a key, which is kept if it is new.
     *
     * @param length not 0
     * @param hash its hash
     */
    int intern(byte[] bytes, int from, int length, long hash) {
        int mask = table.length - 1;
        int place = (int) (hash >>> Integer.SIZE) & mask;
        for (long entry = table[place]; entry != 0; entry = table[place]) {
            int reference = (int) entry - 1;
            if ((entry ^ hash) >>> Integer.SIZE == 0 && holds(reference, bytes, from, length)) {
                return reference;
            }
            place = place + 1 & mask;
        }
        int reference = write(bytes, from, length);
        table[place] = (hash & UPPER_HALF) | (reference + 1);
        longest = Math.max(longest, length);
        count++;
        if (count > table.length / 4 * 3) {
            grow();
        }
        return reference;
    }

    private boolean holds(int reference, byte[] bytes, int from, int length) {
        byte[] chunk = chunks[reference >>> CHUNK_BITS];
        int start = offset(reference);
        return length(chunk, start) == length
                && Arrays.equals(chunk, start + HEADER, start + HEADER + length, bytes, from, from + length);
    }

    private int write(byte[] bytes, int from, int length) {
        if (length > LONGEST) {
            throw new UnusableRegionsException("a region has a boundary of " + length
                    + " bytes; TiKV's are much shorter, and at most " + LONGEST + " are read");
        }
        if (next + units(length) > CHUNK_UNITS) {
            addChunk();
        }
        byte[] chunk = chunks[chunkCount - 1];
        int at = next * UNIT;
        SHORT.set(chunk, at + UNIT, (short) length);
        System.arraycopy(bytes, from, chunk, at + HEADER, length);
        int reference = ((chunkCount - 1) << CHUNK_BITS) | next;
        next += units(length);
        return reference;
    }

    private void addChunk() {
        if (chunkCount == MOST_CHUNKS) {
            throw new UnusableRegionsException("the boundaries of the regions take more than 8 GiB");
        }
        if (chunkCount > 0 && next + LEAST_UNITS <= CHUNK_UNITS) {
            SHORT.set(chunks[chunkCount - 1], next * UNIT + UNIT, (short) 0);
        }
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunkCount * 2);
        }
        chunks[chunkCount++] = new byte[CHUNK_UNITS * UNIT];
        next = 0;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        int mask = table.length - 1;
        for (long entry : old) {
            if (entry != 0) {
                int place = (int) (entry >>> Integer.SIZE) & mask;
                while (table[place] != 0) {
                    place = place + 1 & mask;
                }
                table[place] = entry;
            }
        }
    }

    /**
     * Ranks the keys, beginning with 1; afterwards no more can be added.
     *
     * @param buffer with a place for each key
     * @return the references in the order of the keys
     */
    int[] rank(long[] buffer) {
        table = new long[0];
        int total = 0;
        for (int chunk = 0; chunk < chunkCount; chunk++) {
            int units = chunk == chunkCount - 1 ? next : CHUNK_UNITS;
            int at = 0;
            while (at + LEAST_UNITS <= units) {
                int length = length(chunks[chunk], at * UNIT);
                if (length == 0) {
                    break;
                }
                buffer[total++] = ((long) chunk << CHUNK_BITS) | at;
                at += units(length);
            }
        }
        PieceSort.sort(buffer, total, this::piece, (longest + UNIT - 1) / UNIT + 1);
        int[] sorted = new int[total];
        for (int i = 0; i < total; i++) {
            int reference = (int) buffer[i];
            sorted[i] = reference;
            INT.set(chunks[reference >>> CHUNK_BITS], offset(reference), i + 1);
        }
        return sorted;
    }

    /** Four bytes of a key; zeros behind its end. Keys that differ in nothing but such zeros differ in the last piece. */
    private int piece(int reference, int depth) {
        byte[] chunk = chunks[reference >>> CHUNK_BITS];
        int start = offset(reference);
        int length = length(chunk, start);
        int from = depth * UNIT;
        if (from + UNIT <= length) {
            return (int) INT.get(chunk, start + HEADER + from);
        }
        if (from >= longest) {
            return length;
        }
        int piece = 0;
        for (int i = from; i < from + UNIT; i++) {
            piece = piece << Byte.SIZE | (i < length ? chunk[start + HEADER + i] & 0xFF : 0);
        }
        return piece;
    }

    /** The rank of a key, once they are ranked. */
    int rankOf(int reference) {
        return (int) INT.get(chunks[reference >>> CHUNK_BITS], offset(reference));
    }

    /** A copy of a key. */
    Key key(int reference) {
        if (reference == UNBOUNDED) {
            return Key.UNBOUNDED;
        }
        byte[] chunk = chunks[reference >>> CHUNK_BITS];
        int start = offset(reference) + HEADER;
        return Key.of(Arrays.copyOfRange(chunk, start, start + length(chunk, offset(reference))));
    }

    private static int offset(int reference) {
        return (reference & CHUNK_UNITS - 1) * UNIT;
    }

    private static int length(byte[] chunk, int at) {
        return (short) SHORT.get(chunk, at + UNIT) & 0xFFFF;
    }

    private static int units(int length) {
        return (HEADER + length + UNIT - 1) / UNIT;
    }
}
