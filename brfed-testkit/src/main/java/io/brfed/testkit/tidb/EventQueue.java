package io.brfed.testkit.tidb;

import java.util.Arrays;

/** What is going to happen, ordered by time and, at one instant, by the order in which it was planned. */
final class EventQueue {
    private static final int SEQUENCE_BITS = 20;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

    private long[] keys = new long[128];
    private int[] codes = new int[128];
    private int size;
    private long sequence;

    void add(long micros, int what, int subject) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            codes = Arrays.copyOf(codes, 2 * size);
        }
        long key = (micros << SEQUENCE_BITS) | (sequence++ & SEQUENCE_MASK);
        int at = size++;
        while (at > 0 && keys[(at - 1) >> 1] > key) {
            keys[at] = keys[(at - 1) >> 1];
            codes[at] = codes[(at - 1) >> 1];
            at = (at - 1) >> 1;
        }
        keys[at] = key;
        codes[at] = Happening.code(what, subject);
    }

    /** When the next event is due; {@link Long#MAX_VALUE} if there is none. */
    long nextTime() {
        return size == 0 ? Long.MAX_VALUE : keys[0] >> SEQUENCE_BITS;
    }

    int pop() {
        int first = codes[0];
        size--;
        long key = keys[size];
        int code = codes[size];
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            keys[at] = keys[child];
            codes[at] = codes[child];
            at = child;
            child = 2 * at + 1;
        }
        keys[at] = key;
        codes[at] = code;
        return first;
    }
}
