package io.brfed.plane;

import io.brfed.api.OperationId;
import io.brfed.api.RecoveryMark;
import java.util.Objects;

/**
 * The wish to delete one member. Immutable.
 *
 * @param member the member
 * @param id only a member with this stamp is deleted
 * @param contents what becomes of the data that the member stands for
 * @param mark what becomes of the mark that a restore has left in PD
 * @since 0.1.0
 */
public record Deletion(Member member, OperationId id, Contents contents, RecoveryMark mark) {
    /** The wish to delete a member whose mark, if it left one, goes if PD never had a store. */
    public Deletion(Member member, OperationId id, Contents contents) {
        this(member, id, contents, RecoveryMark.GOES_IF_PD_IS_FRESH);
    }

    /** Checks that no part is missing. */
    public Deletion {
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(contents, "contents");
        Objects.requireNonNull(mark, "mark");
    }

    /**
     * What becomes of snapshots and stored metadata.
     *
     * @since 0.1.0
     */
    public enum Contents {
        /** As the policy says that was recorded when the member was created. */
        AS_RECORDED,
        /** Deleted too, whatever was recorded. */
        REMOVED
    }
}
