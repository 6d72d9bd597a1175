package io.brfed.testkit.tidb;

/**
 * Why captured volumes do not come up as a cluster.
 *
 * @since 0.1.0
 */
public enum CrashReason {
    /** A store of the cluster, or one of its volumes, is in no capture. */
    VOLUME_MISSING,
    /** A store does not start: its log was cut where its data is not yet. */
    LOG_CUT_BEYOND_DATA,
    /** A store does not start: its data is of entries that its log does not have. */
    DATA_AHEAD_OF_LOG,
    /** A store does not start: it has data of a region of which it has no log. */
    LOG_WITHOUT_REGION,
    /** The regions that the recovery plan found leave a gap between them. */
    RANGES_NOT_ADJACENT,
    /** A region finds no leader: too few of its voters are in the captures, or they know more than the one chosen. */
    NO_LEADER,
    /** A store stops while it applies an import: it does not have the file. */
    IMPORT_FILE_MISSING,
    /** TiKV panics in the flashback: there is a commit above the restore timestamp. */
    COMMIT_ABOVE_RESTORE_TIMESTAMP
}
