package io.brfed.api;

import java.time.Instant;
import java.util.Objects;

/**
 * How an operation ended for one member. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface MemberOutcome {
    /** Whether this member did everything it was asked for. */
    default boolean complete() {
        return this instanceof Complete;
    }

    /**
     * The member did everything it was asked for.
     *
     * @since 0.1.0
     */
    record Complete() implements MemberOutcome {
        /** One readable line. */
        @Override
        public String toString() {
            return "complete";
        }
    }

    /**
     * The member failed.
     *
     * @param cause the first cause that the member reported or that was observed on it
     * @since 0.1.0
     */
    record Failed(FailureCause cause) implements MemberOutcome {
        /** Checks that the cause is given. */
        public Failed {
            Objects.requireNonNull(cause, "cause");
        }

        /** One readable line. */
        @Override
        public String toString() {
            return "failed: " + cause;
        }
    }

    /**
     * The member did not fail, but the operation ended before it was done.
     *
     * @param detail the last state known
     * @since 0.1.0
     */
    record Stopped(String detail) implements MemberOutcome {
        /** Checks that the detail is given. */
        public Stopped {
            Objects.requireNonNull(detail, "detail");
        }

        /** One readable line. */
        @Override
        public String toString() {
            return "stopped: " + detail;
        }
    }

    /**
     * The member did not answer when the operation ended, so its state is not known.
     *
     * @param since when it last answered, or the operation's start
     * @param detail the last state known and the error met
     * @since 0.1.0
     */
    record Unreachable(Instant since, String detail) implements MemberOutcome {
        /** Checks that no part is missing. */
        public Unreachable {
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(detail, "detail");
        }

        /** One readable line. */
        @Override
        public String toString() {
            return "unreachable since " + since + ": " + detail;
        }
    }

    /**
     * Nothing was ever asked of this member.
     *
     * @since 0.1.0
     */
    record NotStarted() implements MemberOutcome {
        /** One readable line. */
        @Override
        public String toString() {
            return "not started";
        }
    }
}
