package io.brfed.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Something that happened to an operation, as told to a {@link FederationListener}. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface FederationEvent {
    /** When it happened, by the caller's clock. */
    Instant at();

    /**
     * An operation began, or was taken over from another driver. Told before the first effect, so a generated name can
     * be kept for resuming.
     *
     * @param at when
     * @param kind what it is
     * @param name its name
     * @param id its id
     * @param epoch 1 for a new operation, more for a resumed one
     * @since 0.1.0
     */
    record Started(Instant at, OperationKind kind, OperationName name, OperationId id, long epoch)
            implements FederationEvent {
        /** Checks that no part is missing. */
        public Started {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(id, "id");
        }
    }

    /**
     * A member accepted a phase.
     *
     * @param at when
     * @param member the member
     * @param phase the phase
     * @since 0.1.0
     */
    record PhaseDeclared(Instant at, ClusterName member, Phase phase) implements FederationEvent {
        /** Checks that no part is missing. */
        public PhaseDeclared {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(member, "member");
            Objects.requireNonNull(phase, "phase");
        }
    }

    /**
     * A member reported a condition for the first time.
     *
     * @param at when it was seen
     * @param member the member
     * @param reached the condition, with the member's own time and words
     * @since 0.1.0
     */
    record ConditionReached(Instant at, ClusterName member, Reached reached) implements FederationEvent {
        /** Checks that no part is missing. */
        public ConditionReached {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(member, "member");
            Objects.requireNonNull(reached, "reached");
        }
    }

    /**
     * A member told how far its current work is.
     *
     * @param at when it was seen
     * @param member the member
     * @param fraction 0 to 1
     * @since 0.1.0
     */
    record Progressed(Instant at, ClusterName member, double fraction) implements FederationEvent {
        /** Checks that no part is missing. */
        public Progressed {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(member, "member");
        }
    }

    /**
     * The operation can no longer succeed.
     *
     * @param at when
     * @param cause the first cause
     * @since 0.1.0
     */
    record OperationFailing(Instant at, FailureCause cause) implements FederationEvent {
        /** Checks that no part is missing. */
        public OperationFailing {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * A call to a member failed and is tried again.
     *
     * @param at when
     * @param member the member
     * @param call what was tried
     * @param error the error
     * @param in time until the next attempt
     * @since 0.1.0
     */
    record Retrying(Instant at, ClusterName member, String call, String error, Duration in) implements FederationEvent {
        /** Checks that no part is missing. */
        public Retrying {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(member, "member");
            Objects.requireNonNull(call, "call");
            Objects.requireNonNull(error, "error");
            Objects.requireNonNull(in, "in");
        }
    }

    /**
     * A member stopped answering.
     *
     * @param at when
     * @param member the member
     * @param error the error
     * @since 0.1.0
     */
    record MemberUnreachable(Instant at, ClusterName member, String error) implements FederationEvent {
        /** Checks that no part is missing. */
        public MemberUnreachable {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(member, "member");
            Objects.requireNonNull(error, "error");
        }
    }

    /**
     * A member answers again.
     *
     * @param at when
     * @param member the member
     * @since 0.1.0
     */
    record MemberReachable(Instant at, ClusterName member) implements FederationEvent {
        /** Checks that no part is missing. */
        public MemberReachable {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(member, "member");
        }
    }

    /**
     * The pause was asked for.
     *
     * @param at when
     * @param member the member that takes it
     * @since 0.1.0
     */
    record PauseRequested(Instant at, ClusterName member) implements FederationEvent {
        /** Checks that no part is missing. */
        public PauseRequested {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(member, "member");
        }
    }

    /**
     * The pause is nearly at its limit and the operation has not got all snapshots yet.
     *
     * @param at when
     * @param limit when the operation will give up
     * @since 0.1.0
     */
    record PauseNearlyUsedUp(Instant at, Instant limit) implements FederationEvent {
        /** Checks that no part is missing. */
        public PauseNearlyUsedUp {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(limit, "limit");
        }
    }

    /**
     * The pause is over, or left to end by itself.
     *
     * @param at when
     * @param window the whole pause
     * @since 0.1.0
     */
    record PauseEnded(Instant at, PauseWindow window) implements FederationEvent {
        /** Checks that no part is missing. */
        public PauseEnded {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(window, "window");
        }
    }

    /**
     * Something the caller should know that is no failure, such as a check that was not possible.
     *
     * @param at when
     * @param text what
     * @since 0.1.0
     */
    record Notice(Instant at, String text) implements FederationEvent {
        /** Checks that no part is missing. */
        public Notice {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * This listener was too slow and missed events.
     *
     * @param at when it was noticed
     * @param count how many were dropped since the last event told
     * @since 0.1.0
     */
    record EventsDropped(Instant at, long count) implements FederationEvent {
        /** Checks that no part is missing. */
        public EventsDropped {
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * The operation ended. The last event.
     *
     * @param at when
     * @param status how
     * @since 0.1.0
     */
    record Ended(Instant at, OperationReport.Status status) implements FederationEvent {
        /** Checks that no part is missing. */
        public Ended {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(status, "status");
        }
    }
}
