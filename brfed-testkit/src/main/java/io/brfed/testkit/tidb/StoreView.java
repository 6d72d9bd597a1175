package io.brfed.testkit.tidb;

import io.brfed.api.ClusterName;
import io.brfed.api.StoreId;
import java.time.Duration;
import java.util.Objects;

/**
 * A TiKV store as PD lists it. Immutable.
 *
 * @param id its id
 * @param cluster the Kubernetes cluster it runs in
 * @param volumes how many volumes it has: 1 or 2
 * @param startedAt when it last started, in the scheduler's elapsed time
 * @param state whether it can be reached
 * @since 0.1.0
 */
public record StoreView(StoreId id, ClusterName cluster, int volumes, Duration startedAt, State state) {
    /** Checks that no part is missing. */
    public StoreView {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(state, "state");
    }

    /**
     * Whether a store can be reached.
     *
     * @since 0.1.0
     */
    public enum State {
        /** It serves. */
        UP,
        /** It is not running. */
        DOWN
    }
}
