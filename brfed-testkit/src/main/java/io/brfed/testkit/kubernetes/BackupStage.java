package io.brfed.testkit.kubernetes;

/**
 * The stages of a {@code Backup} in its data plane, each named after what ends it. Which come depends on the phases that
 * the control plane asks for.
 *
 * @since 0.1.0
 */
public enum BackupStage {
    /** {@code initialize} was asked for; ends with the init job. */
    INIT_SCHEDULED,
    /** The init pod pauses scheduling and GC; ends with {@code VolumeBackupInitialized}. */
    INITIALIZED,
    /** {@code execute} was asked for; ends with the execute job. */
    EXECUTE_SCHEDULED,
    /** The execute pod takes snapshots; ends when all are taken, which gives {@code VolumeBackupSnapshotsCreated}. */
    SNAPSHOTS_TAKEN,
    /** The snapshots are completed; ends with {@code VolumeBackupComplete}. */
    VOLUME_COMPLETE,
    /** {@code resumeGcSchedule} was asked for; ends with {@code VolumeBackupInitializeComplete}. */
    INITIALIZE_COMPLETE,
    /** {@code teardown} was asked for and no job runs; ends with {@code Complete} or {@code Failed}. */
    TORN_DOWN,
    /** The object is being deleted; ends with {@code Clean}. */
    CLEANED
}
