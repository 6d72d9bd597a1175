package io.brfed.internal.direct.meta;

import io.brfed.api.OperationId;
import io.brfed.api.Tso;
import io.brfed.plane.Closing;
import java.util.Objects;

/**
 * What every member of one backup records alike, under a key of our own, so that a restore can see that members belong
 * together. Immutable.
 *
 * @param operation the operation that took the backup
 * @param pauseIdentity what identifies the one pause that all its snapshots were taken in
 * @param closing the timestamp and the id that were taken after the last snapshot
 * @param pdClusterId the id of the TiDB cluster; unsigned
 */
public record PauseFacts(OperationId operation, String pauseIdentity, Closing closing, long pdClusterId) {
    /** Checks that no part is missing. */
    public PauseFacts {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(pauseIdentity, "pauseIdentity");
        Objects.requireNonNull(closing, "closing");
    }

    /** The timestamp taken after the last snapshot. */
    public Tso closingTso() {
        return closing.closingTso();
    }
}
