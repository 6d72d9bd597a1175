package io.brfed.internal.direct.meta;

import io.brfed.api.OperationId;
import java.util.Objects;
import java.util.Optional;

/**
 * A {@code clustermeta} as read. Immutable.
 *
 * @param content stores and objects
 * @param owner the operation that wrote it; empty if the original did
 */
public record ClusterMeta(MetaContent content, Optional<OperationId> owner) {
    /** Checks that no part is missing. */
    public ClusterMeta {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(owner, "owner");
    }
}
