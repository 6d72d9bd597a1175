package io.brfed.testkit.tidb;

import io.brfed.api.Tso;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Whether a backup is worth something: whether a restore from it gives every account the balance that it had at the
 * backup's timestamp. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface Judgement {
    /** Whether every account has come back. */
    default boolean isConsistent() {
        return this instanceof Consistent;
    }

    /**
     * Every account has come back.
     *
     * @param commitTs the timestamp
     * @since 0.1.0
     */
    record Consistent(Tso commitTs) implements Judgement {
        /** Checks that no part is missing. */
        public Consistent {
            Objects.requireNonNull(commitTs, "commitTs");
        }
    }

    /**
     * The restore succeeds, and an account has not the balance it had.
     *
     * @param account the first such account
     * @param expected what the canonical history says
     * @param found what the restored cluster says; empty if it knows no version of the account
     * @param accounts how many accounts are wrong
     * @since 0.1.0
     */
    record WrongBalance(int account, long expected, OptionalLong found, int accounts) implements Judgement {
        /** Checks that no part is missing. */
        public WrongBalance {
            Objects.requireNonNull(found, "found");
        }
    }

    /**
     * The restore does not succeed.
     *
     * @param crash why
     * @since 0.1.0
     */
    record Unrestorable(RestoreOutcome.Crashed crash) implements Judgement {
        /** Checks that no part is missing. */
        public Unrestorable {
            Objects.requireNonNull(crash, "crash");
        }
    }
}
