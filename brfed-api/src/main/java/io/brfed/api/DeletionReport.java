package io.brfed.api;

import java.util.List;
import java.util.Objects;

/**
 * What a deletion did. Immutable.
 *
 * @param name the operation whose members were deleted
 * @param gone the members that are confirmed to be gone
 * @param leftBehind what is still there: members that did not answer or failed to clean, and, by the recorded clean
 *     policy, what stays in storage
 * @param complete {@link Completeness#COMPLETE} if every member is gone
 * @param notices what the caller should know besides, such as what became of a mark in PD
 * @since 0.1.0
 */
public record DeletionReport(
        OperationName name,
        List<ClusterName> gone,
        List<LeftBehind> leftBehind,
        Completeness complete,
        List<String> notices) {
    /** Copies the lists. */
    public DeletionReport {
        Objects.requireNonNull(name, "name");
        gone = List.copyOf(gone);
        leftBehind = List.copyOf(leftBehind);
        Objects.requireNonNull(complete, "complete");
        notices = List.copyOf(notices);
    }

    /**
     * Whether everything was done.
     *
     * @since 0.1.0
     */
    public enum Completeness {
        /** Every member is gone. */
        COMPLETE,
        /** Something is left; calling again goes on with it. */
        PARTIAL
    }
}
