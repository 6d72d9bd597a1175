package io.brfed.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a backup: one outcome per member, the timestamp it restores to, and what the database paid for it. Feeds
 * {@code Federation.restore(report)}; written and read as JSON by {@code Reports} in the core. Immutable, safe for use
 * by several threads.
 *
 * @since 0.1.0
 */
public final class BackupReport {
    private final OperationReport operation;
    private final @Nullable Tso commitTs;
    private final @Nullable PauseWindow pause;
    private final @Nullable String pauseIdentity;

    private BackupReport(Builder builder) {
        operation = builder.operation;
        commitTs = builder.commitTs;
        pause = builder.pause;
        pauseIdentity = builder.pauseIdentity;
    }

    /**
     * Begins a report from what all reports have in common.
     *
     * @throws IllegalArgumentException if the operation is not a backup
     */
    public static Builder builder(OperationReport operation) {
        return new Builder(operation);
    }

    /** Name, id, status, times, members, phases and what was left behind. */
    public OperationReport operation() {
        return operation;
    }

    /** The name of the backup. */
    public OperationName name() {
        return operation.name();
    }

    /** Whether every member is complete: then, and only then, the backup can be restored. */
    public boolean complete() {
        return operation.status() == OperationReport.Status.COMPLETE;
    }

    /** The first cause of a failure. */
    public Optional<FailureCause> cause() {
        return operation.cause();
    }

    /** One report per member. */
    public List<MemberReport> members() {
        return operation.members();
    }

    /** The timestamp that the backup restores to: the smallest that any member reported. Only of a complete backup. */
    public Optional<Tso> commitTs() {
        return Optional.ofNullable(commitTs);
    }

    /** The sum of the sizes that members reported; empty if none did. */
    public Optional<ByteSize> size() {
        return members().stream().flatMap(member -> member.size().stream()).reduce(ByteSize::plus);
    }

    /** The pause that the database paid; empty if none was ever asked for. */
    public Optional<PauseWindow> pause() {
        return Optional.ofNullable(pause);
    }

    /** What identifies the one pause all snapshots were taken in, where the data plane has such a thing. */
    public Optional<String> pauseIdentity() {
        return Optional.ofNullable(pauseIdentity);
    }

    /**
     * This report if the backup is complete.
     *
     * @throws FederationException the failure as an exception
     */
    public BackupReport orThrow() {
        ReportText.throwIfFailed(operation);
        return this;
    }

    /** Several readable lines. */
    @Override
    public String toString() {
        return ReportText.of(this);
    }

    /**
     * Collects the parts of a {@link BackupReport}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final OperationReport operation;
        private @Nullable Tso commitTs;
        private @Nullable PauseWindow pause;
        private @Nullable String pauseIdentity;

        private Builder(OperationReport operation) {
            this.operation = Objects.requireNonNull(operation, "operation");
            if (operation.kind() != OperationKind.BACKUP) {
                throw new IllegalArgumentException("a " + operation.kind() + " report is not a BACKUP report");
            }
        }

        /** Sets the timestamp that the backup restores to. */
        public Builder commitTs(Tso value) {
            commitTs = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the pause window. */
        public Builder pause(PauseWindow value) {
            pause = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets what identifies the pause. */
        public Builder pauseIdentity(String value) {
            pauseIdentity = Objects.requireNonNull(value, "value");
            return this;
        }

        /** The finished report. */
        public BackupReport build() {
            return new BackupReport(this);
        }
    }
}
