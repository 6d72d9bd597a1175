package io.brfed.testkit.kubernetes;

import java.time.Instant;
import java.util.Objects;

/**
 * A condition that a simulated TiDB Operator, or a pod of its, has written to a member's status. Immutable.
 *
 * @param kind {@code Backup} or {@code Restore}
 * @param namespace the member's namespace
 * @param name the member's name
 * @param content what was written
 * @param at when it was sent to the API server
 * @since 0.1.0
 */
public record ConditionWritten(String kind, String namespace, String name, Content content, Instant at) {
    /** Checks that no part is missing. */
    public ConditionWritten {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(at, "at");
    }

    /** The type of the condition. */
    public String type() {
        return content.type();
    }

    /** {@code namespace/name Type=True (Reason: message)}. */
    @Override
    public String toString() {
        return namespace + "/" + name + " " + content;
    }

    /**
     * One entry of {@code status.conditions}.
     *
     * @param type the type, e.g. {@code VolumeBackupInitialized}
     * @param status {@code True} or {@code False}
     * @param reason the reason; empty for none
     * @param message the message; empty for none
     * @since 0.1.0
     */
    public record Content(String type, String status, String reason, String message) {
        /** Checks that no part is missing. */
        public Content {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(message, "message");
        }

        /** {@code Type=True (Reason: message)}. */
        @Override
        public String toString() {
            String why = reason.isEmpty() && message.isEmpty() ? "" : " (" + reason + ": " + message + ")";
            return type + "=" + status + why;
        }
    }
}
