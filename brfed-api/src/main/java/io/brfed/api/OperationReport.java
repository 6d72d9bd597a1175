package io.brfed.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the reports of every kind of operation have in common. Made by {@link #builder}. Immutable, safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public final class OperationReport {
    private final OperationKind kind;
    private final OperationName name;
    private final OperationId id;
    private final Status status;
    private final @Nullable FailureCause cause;
    private final Instant startedAt;
    private final Instant endedAt;
    private final Assurance assurance;
    private final List<MemberReport> members;
    private final List<PhaseTiming> phases;
    private final List<LeftBehind> leftBehind;
    private final List<String> notices;

    private OperationReport(Builder builder) {
        kind = builder.kind;
        name = builder.name;
        id = builder.id;
        status = builder.status;
        cause = builder.cause;
        startedAt = builder.startedAt;
        endedAt = builder.endedAt;
        assurance = builder.assurance;
        members = builder.members;
        phases = builder.phases;
        leftBehind = builder.leftBehind;
        notices = builder.notices;
    }

    /** Begins a report; its status is {@link Status#COMPLETE} until a cause is given. */
    public static Builder builder(OperationKind kind, OperationName name, OperationId id) {
        return new Builder(kind, name, id);
    }

    /** What the operation was. */
    public OperationKind kind() {
        return kind;
    }

    /** The name under which it can be called again. */
    public OperationName name() {
        return name;
    }

    /** The id stamped on everything it created. */
    public OperationId id() {
        return id;
    }

    /** How it ended. */
    public Status status() {
        return status;
    }

    /** The first cause of a failure; empty if it is complete. */
    public Optional<FailureCause> cause() {
        return Optional.ofNullable(cause);
    }

    /** When it first started, whoever drove it then. */
    public Instant startedAt() {
        return startedAt;
    }

    /** When it ended. */
    public Instant endedAt() {
        return endedAt;
    }

    /** From start to end. */
    public Duration duration() {
        return Duration.between(startedAt, endedAt);
    }

    /** How much the status rests on. */
    public Assurance assurance() {
        return assurance;
    }

    /** One report per member, in the order of the request. */
    public List<MemberReport> members() {
        return members;
    }

    /** When each member was in which phase, in the order of their starts. */
    public List<PhaseTiming> phases() {
        return phases;
    }

    /** What was not cleaned up. */
    public List<LeftBehind> leftBehind() {
        return leftBehind;
    }

    /** What the caller should know besides, such as checks that were not possible. */
    public List<String> notices() {
        return notices;
    }

    /**
     * How an operation ended.
     *
     * @since 0.1.0
     */
    public enum Status {
        /** Every member did everything it was asked for. */
        COMPLETE,
        /** It failed; the cause says why. */
        FAILED,
        /** It was cancelled. */
        CANCELLED
    }

    /**
     * Collects the parts of an {@link OperationReport}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final OperationKind kind;
        private final OperationName name;
        private final OperationId id;
        private Status status = Status.COMPLETE;
        private @Nullable FailureCause cause;
        private Instant startedAt = Instant.EPOCH;
        private Instant endedAt = Instant.EPOCH;
        private Assurance assurance = Assurance.AS_REPORTED;
        private List<MemberReport> members = List.of();
        private List<PhaseTiming> phases = List.of();
        private List<LeftBehind> leftBehind = List.of();
        private List<String> notices = List.of();

        private Builder(OperationKind kind, OperationName name, OperationId id) {
            this.kind = Objects.requireNonNull(kind, "kind");
            this.name = Objects.requireNonNull(name, "name");
            this.id = Objects.requireNonNull(id, "id");
        }

        /** Sets the first cause of a failure; the status becomes failed, or cancelled for a cause of that kind. */
        public Builder cause(FailureCause value) {
            cause = Objects.requireNonNull(value, "value");
            status = value.kind() == FailureCause.Kind.CANCELLED ? Status.CANCELLED : Status.FAILED;
            return this;
        }

        /** Sets start and end. */
        public Builder ran(Instant from, Instant to) {
            startedAt = Objects.requireNonNull(from, "from");
            endedAt = Objects.requireNonNull(to, "to");
            return this;
        }

        /** Sets how much the status rests on. Default: {@link Assurance#AS_REPORTED}. */
        public Builder assurance(Assurance value) {
            assurance = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the members' reports. */
        public Builder members(List<MemberReport> value) {
            members = List.copyOf(value);
            return this;
        }

        /** Sets the phases' timings. */
        public Builder phases(List<PhaseTiming> value) {
            phases = List.copyOf(value);
            return this;
        }

        /** Sets what was not cleaned up. */
        public Builder leftBehind(List<LeftBehind> value) {
            leftBehind = List.copyOf(value);
            return this;
        }

        /** Sets what the caller should know besides. */
        public Builder notices(List<String> value) {
            notices = List.copyOf(value);
            return this;
        }

        /** The finished report. */
        public OperationReport build() {
            return new OperationReport(this);
        }
    }
}
