package io.brfed.testkit;

import io.brfed.api.OperationId;
import io.brfed.plane.Member;
import java.util.Objects;

/**
 * The snapshots that one fake member took of all its volumes. Immutable.
 *
 * @param member the member
 * @param id the backup they belong to
 * @param pause whether the backup's pause was held while they were requested
 * @since 0.1.0
 */
public record SnapshotSet(Member member, OperationId id, Pause pause) {
    /** Checks that no part is missing. */
    public SnapshotSet {
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(pause, "pause");
    }

    /**
     * Whether the pause was held.
     *
     * @since 0.1.0
     */
    public enum Pause {
        /** From the beginning of the work until the last snapshot was requested. */
        HELD_THROUGHOUT,
        /** Not all of that time: a backup that contains these snapshots must not be called complete. */
        NOT_HELD
    }
}
