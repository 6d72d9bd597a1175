package io.brfed.k8s.internal.discovery;

import io.brfed.spi.TikvVolume;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which TiKV setting names the directory on each volume. A directory lies on the volume that is mounted at the longest
 * path above it, or at it. If several settings name directories of one volume, one at the very mount path comes first,
 * then a well-known one, then the first by name. Pure.
 */
final class VolumeRoles {
    private static final List<String> WELL_KNOWN = List.of("raft-engine.dir", "rocksdb.wal-dir", "raftdb.wal-dir");

    private final TikvConfig config;
    private final Map<String, String> mounts;

    /**
     * Roles of volumes.
     *
     * @param mounts the path of each mount, to the name of the volume there
     */
    VolumeRoles(TikvConfig config, Map<String, String> mounts) {
        this.config = config;
        this.mounts = mounts;
    }

    /** The role of a volume that is not the data volume; empty if no setting names a directory of it. */
    String of(String volume) {
        return config.values().entrySet().stream()
                // The operators say on the command line where the data is, so that this setting has no effect.
                .filter(setting -> !setting.getKey().equals(TikvVolume.DATA))
                .filter(setting -> mountOf(setting.getValue())
                        .filter(mount -> volume.equals(mounts.get(mount)))
                        .isPresent())
                .min(Comparator.comparing(
                                (Map.Entry<String, String> setting) -> !mounts.containsKey(plain(setting.getValue())))
                        .thenComparing(setting -> !WELL_KNOWN.contains(setting.getKey()))
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private Optional<String> mountOf(String directory) {
        String path = plain(directory);
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        return mounts.keySet().stream()
                .filter(mount -> path.equals(mount) || path.startsWith(mount + "/"))
                .max(Comparator.comparingInt(String::length));
    }

    /** A path without slashes at its end. */
    static String plain(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
