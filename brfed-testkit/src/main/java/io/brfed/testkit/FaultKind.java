package io.brfed.testkit;

/**
 * What can go wrong in a world of fakes, each kind with a name so that shares can be told. Faults are made to happen by
 * name with {@link FakeFederation#faults()} or by seed with {@link SeededFaults}, and counted when they really happen,
 * which a {@link Witness} sees.
 *
 * @since 0.1.0
 */
public enum FaultKind {
    /** A call is refused for good. */
    REFUSAL(Where.CALL),
    /** A call gets no answer and does nothing. */
    TIME_OUT(Where.CALL),
    /** A call takes effect and its answer is lost. */
    ANSWER_LOST(Where.CALL),
    /** A call takes effect long after it was made, unless its answer comes in time without one. */
    LANDS_LATE(Where.CALL),
    /** A call takes effect twice. */
    DUPLICATE(Where.CALL),
    /** A call takes effect, and no answer ever comes: its limit is ignored. */
    NEVER_ANSWERED(Where.CALL),
    /** A write loses against another one and has to be made again. */
    CONFLICT(Where.CALL),
    /** The system asks to be left alone for a while. */
    THROTTLING(Where.CALL),
    /** Reads that may be old are old. */
    STALE_READ(Where.CLUSTER),
    /** Notifications are promised and lost. */
    MISSED_NOTIFICATION(Where.CLUSTER),
    /** Calls end without an answer when their limit is over. */
    UNREACHABLE(Where.CLUSTER),
    /** Calls are turned away at once. */
    CONNECTION_REFUSED(Where.CLUSTER),
    /** Calls never end: limits are ignored. */
    DEADLINES_IGNORED(Where.CLUSTER),
    /** The cluster never answers again. */
    DEAD_FOR_EVER(Where.CLUSTER),
    /** The storage system does not take a snapshot. */
    SNAPSHOT_REFUSED(Where.MEMBER),
    /** A snapshot that was pending turns to error. */
    SNAPSHOT_ERROR(Where.MEMBER),
    /** Backup storage fails: the member cannot write or read its metadata. */
    STORAGE_FAILURE(Where.MEMBER),
    /** A step never ends, and nothing says why. */
    STEP_STUCK(Where.MEMBER),
    /** Another PD becomes leader and knows nothing of paused schedulers. */
    PD_LEADER_CHANGE(Where.MEMBER),
    /** A TiKV restarts inside the pause and knows nothing of its lease. */
    TIKV_RESTART(Where.MEMBER),
    /** What keeps the pause alive is not renewed in time. */
    LEASE_EXPIRED(Where.MEMBER),
    /** A person deletes a member. */
    DELETED_BY_HAND(Where.MEMBER),
    /** A second process drives the same operation by mistake. */
    SECOND_DRIVER(Where.PROCESS),
    /** The driver's process dies. */
    PROCESS_CRASH(Where.PROCESS),
    /** The driver's process stands still for longer than every lease. */
    PROCESS_PAUSE(Where.PROCESS),
    /** The wall clock jumps. */
    CLOCK_JUMP(Where.PROCESS),
    /** A second orchestrator begins another operation on the same TiDB cluster. */
    RIVAL(Where.PROCESS),
    /** A second orchestrator deletes or releases what the first one is at work on. */
    INTERVENTION(Where.PROCESS);

    private final Where where;

    FaultKind(Where where) {
        this.where = where;
    }

    /** What it happens to. */
    public Where where() {
        return where;
    }

    /**
     * What a fault happens to.
     *
     * @since 0.1.0
     */
    public enum Where {
        /** One call of a driver to a cluster. */
        CALL,
        /** The way between drivers and one cluster. */
        CLUSTER,
        /** The work that one cluster does. */
        MEMBER,
        /** The driver's process, or the time it lives in. */
        PROCESS
    }
}
