package io.brfed.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast calls to a provider may follow each other. One budget is shared by everything that uses the same account and
 * region. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface CallBudget {
    /**
     * Takes one call's worth, which may not have grown back yet.
     *
     * @param call what is to be called
     * @return how long to wait before the call; zero if it may be made now
     */
    Duration reserve(Call call);

    /**
     * Takes one call's worth if it grows back within a time, and nothing otherwise, so that nobody waits for a call whose
     * limit would have passed. Where threads share a budget, an implementation does both at once.
     *
     * @param call what is to be called
     * @param most the longest wait that is of use
     * @return how long to wait before the call; empty if that is longer than {@code most}
     */
    default Optional<Duration> reserveWithin(Call call, Duration most) {
        return wouldWait(call, 1).compareTo(most) > 0 ? Optional.empty() : Optional.of(reserve(call));
    }

    /** How long the last of so many calls would have to wait if they were reserved now. */
    Duration wouldWait(Call call, int calls);

    /** The provider said that calls come too fast: takes what is left. */
    void exhausted(Call call);

    /**
     * The kinds of calls that are counted apart.
     *
     * @since 0.1.0
     */
    enum Call {
        /** Requests for snapshots. */
        CREATE_SNAPSHOTS,
        /** Removals of snapshots. */
        DELETE_SNAPSHOT,
        /** Requests for volumes. */
        CREATE_VOLUME,
        /** Removals of volumes. */
        DELETE_VOLUME,
        /** Questions. */
        DESCRIBE,
        /** Changes of tags. */
        TAG,
        /** Questions for the blocks of snapshots. */
        LIST_BLOCKS,
        /** Requests that enable or disable {@linkplain FastSnapshotRestore fast snapshot restore}. */
        FAST_RESTORE
    }
}
