package io.brfed.testkit.kubernetes;

/**
 * The stages of a {@code Restore} in its data plane, each named after what ends it. Which come depends on the phases
 * that the control plane asks for and on the warm-up.
 *
 * @since 0.1.0
 */
public enum RestoreStage {
    /** {@code restore-volume} was asked for; ends with the volume job. */
    SCHEDULED,
    /** Volumes are made from snapshots; ends with {@code VolumeComplete}. */
    VOLUME_COMPLETE,
    /** Warm-up was asked for; ends with {@code WarmUpStarted}. */
    WARM_UP_STARTED,
    /** The volumes are read; ends with {@code WarmUpComplete}. */
    WARM_UP_COMPLETE,
    /** TiKV starts in recovery mode; ends with {@code TikvComplete}. */
    TIKV_COMPLETE,
    /** {@code restore-data} was asked for; ends with {@code DataComplete}. */
    DATA_COMPLETE,
    /** {@code restore-finish} was asked for; ends when the TiKV pods are deleted and recovery mode is off. */
    TIKV_RESTARTED,
    /** Recovery mode is off; ends with {@code Complete}. */
    COMPLETE
}
