package io.brfed.testkit.tidb;

/** The kinds of events of the world's own; the subject of an event is the number of what it happens to. */
final class Happening {
    static final int TRANSACTION = 0;
    static final int OPERATOR = 1;
    static final int COMMIT_MERGE = 2;
    static final int UPKEEP = 3;
    static final int BALANCE = 4;
    static final int CHECK = 5;
    static final int INGEST = 6;
    static final int LAG = 7;
    static final int LAG_ENDS = 8;
    static final int ELECTION = 9;
    static final int STORE_UP = 10;

    private static final int BITS = 4;

    private Happening() {}

    static int code(int what, int subject) {
        return (subject << BITS) | what;
    }

    static int what(int code) {
        return code & ((1 << BITS) - 1);
    }

    static int subject(int code) {
        return code >>> BITS;
    }
}
