package io.brfed.spi;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A snapshot that volumes can be made from, as its provider tells it. Immutable.
 *
 * @param id the snapshot
 * @param state how far it is; only of a complete one volumes can be made
 * @param size the size of the volume it was taken of
 * @param kmsKey the key it is encrypted with; empty if it is not encrypted
 * @param tags its tags; none if it is another account's
 * @since 0.1.0
 */
public record SourceSnapshot(
        SnapshotId id, TakenSnapshot.State state, ByteSize size, Optional<String> kmsKey, Map<String, String> tags) {
    /** Checks that no part is missing and copies the tags. */
    public SourceSnapshot {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(kmsKey, "kmsKey");
        tags = Map.copyOf(tags);
    }
}
