package io.brfed.api;

import java.util.Objects;
import java.util.Optional;

/**
 * Why an operation or one of its members failed: the first cause, kept as it was reported. Immutable.
 *
 * @param kind the class of failure
 * @param member the member it happened on; empty if it concerns the operation as a whole
 * @param reason short machine-readable reason
 * @param message text for people: what happened, the value or limit, what to do next
 * @since 0.1.0
 */
public record FailureCause(Kind kind, Optional<ClusterName> member, String reason, String message) {
    /** Checks that no part is missing. */
    public FailureCause {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
    }

    /** A cause on one member. */
    public static FailureCause on(ClusterName member, Kind kind, String reason, String message) {
        return new FailureCause(kind, Optional.of(member), reason, message);
    }

    /** A cause that concerns the operation as a whole. */
    public static FailureCause of(Kind kind, String reason, String message) {
        return new FailureCause(kind, Optional.empty(), reason, message);
    }

    /** {@code reason on member: message}. */
    @Override
    public String toString() {
        String where = member.map(name -> " on " + name).orElse("");
        return reason + where + (message.isEmpty() ? "" : ": " + message);
    }

    /**
     * Classes of failure.
     *
     * @since 0.1.0
     */
    public enum Kind {
        /** A member reported a failure condition. */
        MEMBER_FAILED,
        /** A member that had been created is gone or being deleted. */
        MEMBER_LOST,
        /** An object of the member's name exists that is not ours. */
        MEMBER_FOREIGN,
        /** A member refused a write for good. */
        MEMBER_REFUSED,
        /** A member did not answer for longer than its limit. */
        UNREACHABLE,
        /** A time limit was reached. */
        TIMED_OUT,
        /** The pause, or the proof that it held, was lost. */
        PAUSE_LOST,
        /** The caller cancelled, or asked for an emergency release of the pause. */
        CANCELLED,
        /** Members' reports do not fit together. */
        INCONSISTENT,
        /** Another operation works on the same TiDB cluster. */
        NOT_EXCLUSIVE
    }
}
