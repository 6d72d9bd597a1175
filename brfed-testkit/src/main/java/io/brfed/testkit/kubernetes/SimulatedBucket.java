package io.brfed.testkit.kubernetes;

import io.brfed.api.BackupLocation;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The object storage of a simulated federation, in memory: which backup lies under which prefix. A second backup under
 * a prefix fails, and a restore from a prefix without a backup is invalid, as with the real one. Get one from
 * {@link SimulatedFederation#bucket()}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SimulatedBucket {

    private final Map<BackupLocation, Folder> folders = new HashMap<>();

    SimulatedBucket() {}

    /** The backup at a location, if it got as far as having all its snapshots; it need not have become complete. */
    public synchronized Optional<StoredBackup> backup(BackupLocation location) {
        return folder(location).flatMap(folder -> folder.backup);
    }

    /** Puts a backup there that no operator took. */
    public synchronized void put(BackupLocation location, StoredBackup backup) {
        Objects.requireNonNull(backup, "backup");
        Folder folder = folders.computeIfAbsent(tidy(location), at -> new Folder(""));
        folder.backup = Optional.of(backup);
    }

    /** Deletes everything at a location. Idempotent. */
    public synchronized void delete(BackupLocation location) {
        folders.remove(tidy(location));
    }

    /** The locations where anything lies, also what a failed backup has left. */
    public synchronized Set<String> locations() {
        Set<String> urls = new TreeSet<>();
        folders.keySet().forEach(location -> urls.add(location.url()));
        return urls;
    }

    /** Writes {@code clustermeta}; false if another backup's is there already. */
    synchronized boolean writeClusterMeta(BackupLocation location, String owner) {
        Folder folder = folders.computeIfAbsent(tidy(location), at -> new Folder(owner));
        return folder.owner.equals(owner);
    }

    /** Whether {@code backupmeta} is there, whoever has written it. */
    synchronized boolean hasBackupMeta(BackupLocation location) {
        return backup(location).isPresent();
    }

    synchronized void writeRestoreMeta(BackupLocation location) {
        folder(location).ifPresent(folder -> folder.restored = true);
    }

    synchronized boolean hasRestoreMeta(BackupLocation location) {
        return folder(location).filter(folder -> folder.restored).isPresent();
    }

    private Optional<Folder> folder(BackupLocation location) {
        return Optional.ofNullable(folders.get(tidy(location)));
    }

    private static BackupLocation tidy(BackupLocation location) {
        return at(location.scheme(), location.bucket(), location.prefix());
    }

    static BackupLocation at(String scheme, String bucket, String prefix) {
        String path = prefix.replaceAll("/+", "/").replaceAll("^/|/$", "");
        return new BackupLocation(scheme + "://" + bucket + (path.isEmpty() ? "" : "/" + path));
    }

    /** What lies under one prefix; guarded by the bucket. */
    private static final class Folder {
        private final String owner;
        private Optional<StoredBackup> backup = Optional.empty();
        private boolean restored;

        private Folder(String owner) {
            this.owner = owner;
        }
    }
}
