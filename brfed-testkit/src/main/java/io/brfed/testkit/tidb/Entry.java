package io.brfed.testkit.tidb;

/** The kinds of entries of a region's log, and what their one argument means. */
final class Entry {
    /** An entry that lost its place when a leader died; it does nothing. */
    static final byte VOID = 0;
    /** A lock and a value; the argument is the account. */
    static final byte PREWRITE = 1;
    /** A lock's end and a version; the argument is the account. */
    static final byte COMMIT = 2;
    /** A file that every peer must have; the argument is its number. */
    static final byte INGEST = 3;
    /** The log up to the argument may go. */
    static final byte COMPACT = 4;
    /** The set of learners is the argument. */
    static final byte LEARNERS = 5;
    /** The set of voters is the argument. */
    static final byte VOTERS = 6;
    /** The keys from an account on go to a new region; the argument is {@link #split}. */
    static final byte SPLIT = 7;
    /** No more writes: the region goes into the argument's. */
    static final byte PREPARE_MERGE = 8;
    /** The argument's region has become part of this one. */
    static final byte COMMIT_MERGE = 9;

    /** From here on, an entry does something to its peer that is neither a lock nor a version. */
    static final byte FIRST_COMMAND = COMPACT;

    private static final int REGION_BITS = 24;

    private Entry() {}

    static boolean changesPeers(byte type) {
        return type == LEARNERS || type == VOTERS;
    }

    static boolean changesRange(byte type) {
        return type >= SPLIT;
    }

    static long split(int account, int child) {
        return ((long) account << REGION_BITS) | child;
    }

    static int splitAccount(long argument) {
        return (int) (argument >> REGION_BITS);
    }

    static int splitChild(long argument) {
        return (int) (argument & ((1L << REGION_BITS) - 1));
    }
}
