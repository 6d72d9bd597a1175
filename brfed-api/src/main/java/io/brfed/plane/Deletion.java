package io.brfed.plane;

import io.brfed.api.OperationId;
import java.util.Objects;

/**
 * The wish to delete one member. Immutable.
 *
 * @param member the member
 * @param id only a member with this stamp is deleted
 * @param contents what becomes of the data that the member stands for
 * @since 0.1.0
 */
public record Deletion(Member member, OperationId id, Contents contents) {
    /** Checks that no part is missing. */
    public Deletion {
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(contents, "contents");
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
