package io.brfed.spi;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One volume as its provider tells it. Immutable.
 *
 * @param id the volume
 * @param snapshot what it was made from; empty if it was made empty
 * @param state how far it is
 * @param zone the availability zone
 * @param shape size and kind
 * @param tags its tags
 * @since 0.1.0
 */
public record NewVolume(
        VolumeId id,
        Optional<SnapshotId> snapshot,
        State state,
        String zone,
        VolumeShape shape,
        Map<String, String> tags) {
    /** Checks that no part is missing and copies the tags. */
    public NewVolume {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(shape, "shape");
        tags = Map.copyOf(tags);
    }

    /** The number of the request it came from; 0 if it does not carry one. */
    public int attempt() {
        return VolumeTags.attempt(tags);
    }

    /** Whether it carries the stamp of one member of an operation. */
    public boolean isOf(OperationId operation, ClusterName cluster) {
        return VolumeTags.areOf(operation, cluster, tags);
    }

    /**
     * How far a volume is.
     *
     * @since 0.1.0
     */
    public enum State {
        /** It is being made. */
        CREATING,
        /** It can be attached, or removed. */
        AVAILABLE,
        /** It is attached. */
        IN_USE,
        /** It is being removed. */
        DELETING,
        /** It is gone, and still shows. */
        DELETED,
        /** It could not be made, for good; for example because its key cannot be used. */
        ERROR;

        /** Whether a machine can use it. */
        public boolean isUsable() {
            return this == AVAILABLE || this == IN_USE;
        }

        /** Whether it is gone or going. */
        public boolean isGoing() {
            return this == DELETING || this == DELETED;
        }
    }
}
