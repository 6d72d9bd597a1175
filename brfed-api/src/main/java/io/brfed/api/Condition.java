package io.brfed.api;

/**
 * A fact that a member has reached. A condition is a latch: once reported it never becomes untrue again, and several
 * may hold at once.
 *
 * @since 0.1.0
 */
public enum Condition {
    /** Backup: region scheduling is paused and GC is held (initializer only). */
    INITIALIZED(Meaning.PROGRESS),
    /** Backup: every snapshot of this member has been requested; its point in time is fixed. */
    SNAPSHOTS_CREATED(Meaning.PROGRESS),
    /** Backup: the pause has been given back (initializer only). */
    PAUSE_ENDED(Meaning.PROGRESS),
    /** Backup: every snapshot of this member is complete. */
    VOLUMES_COMPLETE(Meaning.PROGRESS),
    /** Restore: every volume was created from its snapshot. */
    VOLUMES_RESTORED(Meaning.PROGRESS),
    /** Restore: warming up the volumes has begun. */
    WARM_UP_STARTED(Meaning.PROGRESS),
    /** Restore: warming up the volumes has ended. */
    WARM_UP_COMPLETE(Meaning.PROGRESS),
    /** Restore: every TiKV store of this member is up in recovery mode. */
    TIKV_READY(Meaning.PROGRESS),
    /** Restore: the data is consistent (one member only). */
    DATA_RESTORED(Meaning.PROGRESS),
    /** The member has done everything it was asked for. A torn down member of a failed backup may report it too. */
    COMPLETE(Meaning.PROGRESS),
    /** Backup: the pause could not be taken, or ended before it was given back. */
    INITIALIZE_FAILED(Meaning.FAILURE),
    /** Backup: snapshots could not be taken. */
    VOLUMES_FAILED(Meaning.FAILURE),
    /** The member failed. */
    FAILED(Meaning.FAILURE),
    /** The member refuses its request and will not look at it again. */
    INVALID(Meaning.FAILURE),
    /** The member met an error and tries again by itself. Not a failure. */
    RETRYING(Meaning.TROUBLE),
    /** Everything that a member of a failed operation had made was removed again. */
    CLEANED(Meaning.PROGRESS),
    /** Removing the backup's data failed. */
    CLEAN_FAILED(Meaning.TROUBLE);

    private final Meaning meaning;

    Condition(Meaning meaning) {
        this.meaning = meaning;
    }

    /** Whether the operation cannot succeed once a member reports this. */
    public boolean failure() {
        return meaning == Meaning.FAILURE;
    }

    private enum Meaning {
        PROGRESS,
        TROUBLE,
        FAILURE
    }
}
