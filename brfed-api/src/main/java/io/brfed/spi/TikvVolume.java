package io.brfed.spi;

import io.brfed.api.VolumeId;
import java.util.Objects;

/**
 * One EBS volume of a TiKV store. Immutable.
 *
 * @param id the volume
 * @param role the TiKV configuration key whose directory it holds: {@code storage.data-dir} for the data volume, for
 *     example {@code raft-engine.dir} for another; empty if no key names its directory
 * @param mountPath where the pod mounts it
 * @param claim the name of its persistent volume claim
 * @since 0.1.0
 */
public record TikvVolume(VolumeId id, String role, String mountPath, String claim) {
    /** The role of the data volume. */
    public static final String DATA = "storage.data-dir";

    /** Checks that no part is missing. */
    public TikvVolume {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(mountPath, "mountPath");
        Objects.requireNonNull(claim, "claim");
    }

    /** Whether it is the data volume. */
    public boolean isData() {
        return role.equals(DATA);
    }
}
