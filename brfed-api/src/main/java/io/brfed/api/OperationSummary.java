package io.brfed.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One operation of ours found in the member clusters: running, or left over. Immutable.
 *
 * @param kind what it is
 * @param name its name
 * @param id its id
 * @param startedAt when it first started
 * @param state how far it is
 * @param members the members in which something of it was found
 * @param pauseHolder the member that may still hold a pause for it
 * @since 0.1.0
 */
public record OperationSummary(
        OperationKind kind,
        OperationName name,
        OperationId id,
        Instant startedAt,
        State state,
        List<ClusterName> members,
        Optional<ClusterName> pauseHolder) {
    /** Copies the list. */
    public OperationSummary {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(state, "state");
        members = List.copyOf(members);
        Objects.requireNonNull(pauseHolder, "pauseHolder");
    }

    /**
     * How far an operation is.
     *
     * @since 0.1.0
     */
    public enum State {
        /** Not ended: a call with its name goes on with it. */
        RUNNING,
        /** Every member found is complete. */
        COMPLETE,
        /** Failed; its members can be deleted. */
        FAILED
    }
}
