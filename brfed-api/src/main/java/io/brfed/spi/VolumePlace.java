package io.brfed.spi;

import io.brfed.api.VolumeId;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where a volume is and what it is. Immutable.
 *
 * @param volume the volume
 * @param instance the machine it is attached to; empty if it is not attached
 * @param neighbours the other volumes of that machine, without its boot volume
 * @param zone the availability zone
 * @param shape size and kind
 * @since 0.1.0
 */
public record VolumePlace(
        VolumeId volume, Optional<InstanceId> instance, Set<VolumeId> neighbours, String zone, VolumeShape shape) {
    /** Checks that no part is missing. */
    public VolumePlace {
        Objects.requireNonNull(volume, "volume");
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(shape, "shape");
        neighbours = Set.copyOf(neighbours);
    }
}
