package io.brfed.internal.direct.meta;

import io.brfed.api.Tso;
import java.util.Objects;
import java.util.Optional;

/**
 * A {@code backupmeta} or {@code restoremeta} as read. Immutable.
 *
 * @param commitTs the timestamp that it restores to
 * @param clusterVersion the version of the TiDB cluster
 * @param content stores and objects
 * @param facts what all members of the backup recorded alike; empty if the original wrote the document, or wrote it again
 */
public record BackupMeta(Tso commitTs, String clusterVersion, MetaContent content, Optional<PauseFacts> facts) {
    /** Checks that no part is missing. */
    public BackupMeta {
        Objects.requireNonNull(commitTs, "commitTs");
        Objects.requireNonNull(clusterVersion, "clusterVersion");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(facts, "facts");
    }
}
