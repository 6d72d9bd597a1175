package io.brfed.testkit.tidb;

import java.util.Map;
import java.util.Objects;

/**
 * What a restore from captured volumes comes to. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface RestoreOutcome {
    /**
     * A cluster that serves.
     *
     * @param balances the balance of each account that has one; an account without one lost its version to garbage
     *     collection
     * @since 0.1.0
     */
    record Restored(Map<Integer, Long> balances) implements RestoreOutcome {
        /** Copies the balances. */
        public Restored {
            balances = Map.copyOf(balances);
        }
    }

    /**
     * No cluster.
     *
     * @param reason why, for programs
     * @param detail which store, region or account, and the values that do not fit
     * @since 0.1.0
     */
    record Crashed(CrashReason reason, String detail) implements RestoreOutcome {
        /** Checks that no part is missing. */
        public Crashed {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
