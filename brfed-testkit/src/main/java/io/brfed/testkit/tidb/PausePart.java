package io.brfed.testkit.tidb;

import io.brfed.api.StoreId;
import java.util.Objects;

/**
 * One of the things that must hold without a gap while volumes are captured. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface PausePart {
    /**
     * PD's schedulers are paused.
     *
     * @since 0.1.0
     */
    record Schedulers() implements PausePart {
        /** The only one. */
        public Schedulers {}
    }

    /**
     * Somebody holds garbage collection.
     *
     * @since 0.1.0
     */
    record Gc() implements PausePart {
        /** The only one. */
        public Gc {}
    }

    /**
     * A store refuses to change its regions.
     *
     * @param store the store
     * @since 0.1.0
     */
    record Lease(StoreId store) implements PausePart {
        /** Checks that no part is missing. */
        public Lease {
            Objects.requireNonNull(store, "store");
        }
    }

    /**
     * A store runs on without a restart, which would forget its lease.
     *
     * @param store the store
     * @since 0.1.0
     */
    record Restart(StoreId store) implements PausePart {
        /** Checks that no part is missing. */
        public Restart {
            Objects.requireNonNull(store, "store");
        }
    }
}
