package io.brfed.api;

import java.util.List;

/**
 * The operations of ours that were found in member clusters. Immutable.
 *
 * @param operations what was found, the latest start first
 * @param unanswered the clusters that could not be asked, with the error
 * @since 0.1.0
 */
public record FoundOperations(List<OperationSummary> operations, List<LeftBehind> unanswered) {
    /** Copies the lists. */
    public FoundOperations {
        operations = List.copyOf(operations);
        unanswered = List.copyOf(unanswered);
    }
}
