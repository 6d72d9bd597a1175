package io.brfed.testkit.tidb;

import java.util.Objects;

/**
 * What a store says of a region that it leads. Immutable.
 *
 * @param region the region as its leader knows it
 * @param state whether a change of its peers or its range is under way
 * @since 0.1.0
 */
public record PendingAdmin(RegionView region, State state) {
    /** Checks that no part is missing. */
    public PendingAdmin {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(state, "state");
    }

    /**
     * Whether a change is under way.
     *
     * @since 0.1.0
     */
    public enum State {
        /** A change of peers, a split or a merge is not done yet. */
        PENDING,
        /** Nothing is under way. */
        NONE
    }
}
