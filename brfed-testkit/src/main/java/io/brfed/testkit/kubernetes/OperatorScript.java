package io.brfed.testkit.kubernetes;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one simulated TiDB Operator does with which member; by default everything ends at once and well. Get one from
 * {@link SimulatedTidbOperator#script()}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OperatorScript {

    private final Runnable changed;
    private final BackupScript backups;
    private final RestoreScript restores;
    private final Map<String, BackupScript> backupsByName = new ConcurrentHashMap<>();
    private final Map<String, RestoreScript> restoresByName = new ConcurrentHashMap<>();

    OperatorScript(Runnable changed) {
        this.changed = changed;
        this.backups = new BackupScript(changed);
        this.restores = new RestoreScript(changed);
    }

    /** For every {@code Backup}, as far as a script by name says nothing else. */
    public BackupScript backups() {
        return backups;
    }

    /** For the {@code Backup} objects of that name, e.g. {@code fed-nightly}. */
    public BackupScript backup(String name) {
        return backupsByName.computeIfAbsent(Objects.requireNonNull(name, "name"), any -> new BackupScript(changed));
    }

    /** For every {@code Restore}, as far as a script by name says nothing else. */
    public RestoreScript restores() {
        return restores;
    }

    /** For the {@code Restore} objects of that name. */
    public RestoreScript restore(String name) {
        return restoresByName.computeIfAbsent(Objects.requireNonNull(name, "name"), any -> new RestoreScript(changed));
    }

    StageGates<BackupStage> backupGates(String name, OperatorRuntime runtime) {
        return new StageGates<>(() -> backup(name).plan(), backups.plan(), runtime);
    }

    StageGates<RestoreStage> restoreGates(String name, OperatorRuntime runtime) {
        return new StageGates<>(() -> restore(name).plan(), restores.plan(), runtime);
    }
}
