package io.brfed.testkit;

import io.brfed.api.OperationId;
import io.brfed.plane.Member;
import io.brfed.testkit.tidb.Capture;
import java.util.List;
import java.util.Objects;

/**
 * The snapshots that one fake member took of all its volumes. Immutable.
 *
 * @param member the member
 * @param id the backup they belong to
 * @param pause whether the backup's pause was held while they were requested
 * @param captures what is on them, store by store; empty where no TiDB cluster stands behind the member
 * @since 0.1.0
 */
public record SnapshotSet(Member member, OperationId id, Pause pause, List<Capture> captures) {
    /** Checks that no part is missing and copies the list. */
    public SnapshotSet {
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(pause, "pause");
        captures = List.copyOf(captures);
    }

    /**
     * Whether the pause was held.
     *
     * @since 0.1.0
     */
    public enum Pause {
        /** From the beginning of the work until the last snapshot was requested, in every part of it. */
        HELD_THROUGHOUT,
        /**
         * All that its plane can see of it was held, but a part that it cannot see was not: a lease was lost, or a store
         * started anew.
         */
        HELD_AS_SEEN,
        /** Not all of that time: a backup that contains these snapshots must not be called complete. */
        NOT_HELD
    }
}
