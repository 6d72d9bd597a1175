package io.brfed.testkit;

import io.brfed.api.BackupReport;
import io.brfed.api.OperationKind;
import io.brfed.api.RestoreReport;

/**
 * Reports to test code with that reads reports: complete, plausible and the same every time.
 *
 * <pre>{@code
 * BackupReport nightly = SampleReports.completeBackup("nightly", "k8s-a", "k8s-b");
 * BackupReport failed = SampleReports.backup("nightly").failedOn("k8s-b", "VolumeBackupFailed", "quota").build();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class SampleReports {
    private SampleReports() {}

    /**
     * A complete backup.
     *
     * @param name its name
     * @param clusters its members, the first of which is the initializer. Default: {@code k8s-a}, {@code k8s-b},
     *     {@code k8s-c}
     */
    public static BackupReport completeBackup(String name, String... clusters) {
        return backup(name).clusters(clusters).build();
    }

    /**
     * A backup that failed because one member could not take its snapshots; the pause was given back.
     *
     * @param name its name
     * @param failed the member that failed
     * @param others the other members. Default: such that there are {@code k8s-a}, {@code k8s-b}, {@code k8s-c}
     */
    public static BackupReport failedBackup(String name, String failed, String... others) {
        return backup(name)
                .clusters(SampleMembers.with(failed, others))
                .failedOn(failed, "VolumeBackupFailed", "snapshots could not be taken")
                .build();
    }

    /**
     * A complete restore.
     *
     * @param name its name
     * @param clusters its members. Default: {@code k8s-a}, {@code k8s-b}, {@code k8s-c}
     */
    public static RestoreReport completeRestore(String name, String... clusters) {
        return restore(name).clusters(clusters).build();
    }

    /**
     * A restore that failed because one member could not restore its volumes.
     *
     * @param name its name
     * @param failed the member that failed
     * @param others the other members. Default: such that there are {@code k8s-a}, {@code k8s-b}, {@code k8s-c}
     */
    public static RestoreReport failedRestore(String name, String failed, String... others) {
        return restore(name)
                .clusters(SampleMembers.with(failed, others))
                .failedOn(failed, "VolumeRestoreFailed", "volumes could not be restored")
                .build();
    }

    /** Begins a backup's report; complete until told otherwise. */
    public static SampleBackup backup(String name) {
        return new SampleBackup(new SampleMembers(OperationKind.BACKUP, name));
    }

    /** Begins a restore's report; complete until told otherwise. */
    public static SampleRestore restore(String name) {
        return new SampleRestore(new SampleMembers(OperationKind.RESTORE, name));
    }
}
