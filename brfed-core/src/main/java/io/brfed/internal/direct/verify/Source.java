package io.brfed.internal.direct.verify;

import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.VolumeProvider;
import java.util.Objects;
import java.util.Optional;

/**
 * Where one member's part is, and what it is read with.
 *
 * @param cluster the member
 * @param location its part
 * @param storage a storage that the location lies in
 * @param volumes the account and region of its snapshots
 */
public record Source(ClusterName cluster, BackupLocation location, BackupStorage storage, VolumeProvider volumes) {
    /** Checks that no part is missing. */
    public Source {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(storage, "storage");
        Objects.requireNonNull(volumes, "volumes");
    }

    /** What keys of the storage begin with there; empty if the location is not in the storage. */
    Optional<String> prefix() {
        String root = withSlash(storage.location().url());
        String part = withSlash(location.url());
        return part.startsWith(root) ? Optional.of(part.substring(root.length())) : Optional.empty();
    }

    private static String withSlash(String url) {
        return url.endsWith("/") ? url : url + "/";
    }
}
