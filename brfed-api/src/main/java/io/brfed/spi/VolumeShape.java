package io.brfed.spi;

import io.brfed.api.ByteSize;
import java.util.Objects;
import java.util.Optional;

/**
 * What kind of volume one is. Immutable.
 *
 * @param size its size
 * @param type for example {@code gp3}
 * @param iops provisioned I/O operations a second; 0 if the type has none
 * @param throughput provisioned MiB a second; 0 if the type has none
 * @param kmsKey the key it is encrypted with; empty if it is not encrypted
 * @since 0.1.0
 */
public record VolumeShape(ByteSize size, String type, int iops, int throughput, Optional<String> kmsKey) {
    /** Checks that no part is missing. */
    public VolumeShape {
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(kmsKey, "kmsKey");
        if (iops < 0 || throughput < 0) {
            throw new IllegalArgumentException(iops + " IOPS and " + throughput + " MiB/s; neither may be negative");
        }
    }
}
