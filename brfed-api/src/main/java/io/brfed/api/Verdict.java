package io.brfed.api;

import java.util.List;
import java.util.Objects;

/**
 * The decision about an operation that no later observation reverses. It is written with the phase that gives the pause
 * back. A verdict moves only from absent to ok to failed; only an operation whose caller wishes that it goes on after its
 * failure has none again. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface Verdict {
    /**
     * Of a backup: everything that needed the pause had been seen to be done. Of a restore: everything had been.
     *
     * @param seen the members whose {@link Condition#SNAPSHOTS_CREATED} had been seen, or that had been seen in service, in
     *     order of the federation
     * @since 0.1.0
     */
    record Ok(List<ClusterName> seen) implements Verdict {
        /** Copies the list. */
        public Ok {
            seen = List.copyOf(seen);
        }
    }

    /**
     * The operation failed, whatever arrives later.
     *
     * @param cause the first cause
     * @since 0.1.0
     */
    record Failed(FailureCause cause) implements Verdict {
        /** Checks that the cause is given. */
        public Failed {
            Objects.requireNonNull(cause, "cause");
        }
    }
}
