package io.brfed.api;

import java.time.Duration;
import java.util.Objects;

/**
 * The time limits of one operation. They are stamped on the operation when it starts and count from that stamped start
 * (or from the moment a member reports to have reached the stage before), so a restart does not extend them. Immutable;
 * the {@code with…} methods return a copy.
 *
 * @param completion the whole operation, from its start. Default: 1 day for a backup, 2 days for a restore
 * @param unreachable how long a member may fail to answer while no pause is held. Default: 5 minutes
 * @param unreachableInPause how long a member may fail to answer while the pause is held. Default: 30 seconds
 * @param pauseMargin how long before the pause would end by itself the operation gives up. Default: 30 seconds
 * @param restoreVolumes restore, from the start until every member's TiKV is ready. Default: 24 hours
 * @param restoreData restore, from the last member's TiKV being ready until the data is consistent. Default: 12 hours
 * @param restoreFinish restore, from consistent data until every member is in service. Default: 1 hour
 * @param settle how long a failed or cancelled operation waits for its members to wind down before it reports them as they
 *     are. Default: 10 minutes
 * @since 0.1.0
 */
public record Deadlines(
        Duration completion,
        Duration unreachable,
        Duration unreachableInPause,
        Duration pauseMargin,
        Duration restoreVolumes,
        Duration restoreData,
        Duration restoreFinish,
        Duration settle) {
    private static final Duration DEFAULT_BACKUP_COMPLETION = Duration.ofDays(1);
    private static final Duration DEFAULT_RESTORE_COMPLETION = Duration.ofDays(2);
    private static final Duration DEFAULT_UNREACHABLE = Duration.ofMinutes(5);
    private static final Duration DEFAULT_UNREACHABLE_IN_PAUSE = Duration.ofSeconds(30);
    private static final Duration DEFAULT_PAUSE_MARGIN = Duration.ofSeconds(30);
    private static final Duration DEFAULT_RESTORE_VOLUMES = Duration.ofDays(1);
    private static final Duration DEFAULT_RESTORE_DATA = Duration.ofHours(12);
    private static final Duration DEFAULT_RESTORE_FINISH = Duration.ofHours(1);
    private static final Duration DEFAULT_SETTLE = Duration.ofMinutes(10);

    /** Refuses a limit that is zero or negative with {@link IllegalArgumentException}. */
    public Deadlines {
        positive(completion, "completion");
        positive(unreachable, "unreachable");
        positive(unreachableInPause, "unreachableInPause");
        positive(pauseMargin, "pauseMargin");
        positive(restoreVolumes, "restoreVolumes");
        positive(restoreData, "restoreData");
        positive(restoreFinish, "restoreFinish");
        positive(settle, "settle");
    }

    /** The defaults for a kind of operation. */
    public static Deadlines defaults(OperationKind kind) {
        Duration completion = switch (kind) {
            case BACKUP -> DEFAULT_BACKUP_COMPLETION;
            case RESTORE -> DEFAULT_RESTORE_COMPLETION;
        };
        return new Deadlines(
                completion,
                DEFAULT_UNREACHABLE,
                DEFAULT_UNREACHABLE_IN_PAUSE,
                DEFAULT_PAUSE_MARGIN,
                DEFAULT_RESTORE_VOLUMES,
                DEFAULT_RESTORE_DATA,
                DEFAULT_RESTORE_FINISH,
                DEFAULT_SETTLE);
    }

    /** A copy with another limit for the whole operation. */
    public Deadlines withCompletion(Duration limit) {
        return new Deadlines(
                limit,
                unreachable,
                unreachableInPause,
                pauseMargin,
                restoreVolumes,
                restoreData,
                restoreFinish,
                settle);
    }

    /** A copy with another limit for a member that does not answer while no pause is held. */
    public Deadlines withUnreachable(Duration limit) {
        return new Deadlines(
                completion, limit, unreachableInPause, pauseMargin, restoreVolumes, restoreData, restoreFinish, settle);
    }

    /** A copy with another limit for a member that does not answer while the pause is held. */
    public Deadlines withUnreachableInPause(Duration limit) {
        return new Deadlines(
                completion, unreachable, limit, pauseMargin, restoreVolumes, restoreData, restoreFinish, settle);
    }

    /** A copy with another margin before the pause would end by itself. */
    public Deadlines withPauseMargin(Duration margin) {
        return new Deadlines(
                completion,
                unreachable,
                unreachableInPause,
                margin,
                restoreVolumes,
                restoreData,
                restoreFinish,
                settle);
    }

    /** A copy with another limit for volumes and TiKV start of a restore. */
    public Deadlines withRestoreVolumes(Duration limit) {
        return new Deadlines(
                completion, unreachable, unreachableInPause, pauseMargin, limit, restoreData, restoreFinish, settle);
    }

    /** A copy with another limit for the data phase of a restore. */
    public Deadlines withRestoreData(Duration limit) {
        return new Deadlines(
                completion, unreachable, unreachableInPause, pauseMargin, restoreVolumes, limit, restoreFinish, settle);
    }

    /** A copy with another limit for the last phase of a restore. */
    public Deadlines withRestoreFinish(Duration limit) {
        return new Deadlines(
                completion, unreachable, unreachableInPause, pauseMargin, restoreVolumes, restoreData, limit, settle);
    }

    /** A copy with another limit for members of a failed operation to wind down. */
    public Deadlines withSettle(Duration limit) {
        return new Deadlines(
                completion,
                unreachable,
                unreachableInPause,
                pauseMargin,
                restoreVolumes,
                restoreData,
                restoreFinish,
                limit);
    }

    private static void positive(Duration limit, String name) {
        Objects.requireNonNull(limit, name);
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException(name + " is " + limit + "; it must be longer than zero");
        }
    }
}
