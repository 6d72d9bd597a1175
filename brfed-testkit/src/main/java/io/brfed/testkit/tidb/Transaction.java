package io.brfed.testkit.tidb;

/** A transfer from one account to another in two phases, or an import into one account. */
final class Transaction {
    static final int NO_ACCOUNT = -1;

    final int from;
    final int to;
    final long amount;
    Stage stage = Stage.LOCKING;
    long startTs;
    long commitTs;
    int tries;
    /** Where its newest entry for each account is. */
    int fromRegion;

    int fromIndex;
    int toRegion;
    int toIndex;
    /** The number of the import's file, and the shape of the region it was uploaded for. */
    int file;

    int confVer;
    int version;

    Transaction(int from, int to, long amount) {
        this.from = from;
        this.to = to;
        this.amount = amount;
    }

    boolean isImport() {
        return from == NO_ACCOUNT;
    }

    /** Whether it is part of the canonical history. */
    boolean committed() {
        return stage.compareTo(Stage.COMMITTED) >= 0;
    }

    /** How far it has come. */
    enum Stage {
        /** It holds its accounts and wants its locks, or its file, in the logs. */
        LOCKING,
        /** Its locks, or its file, are on their way. */
        LOCKED,
        /** It has its timestamp; its first commit is on its way. */
        COMMITTING,
        /** Its first commit counts; the second is on its way. */
        COMMITTED,
        /** Its locks are gone. */
        DONE
    }
}
