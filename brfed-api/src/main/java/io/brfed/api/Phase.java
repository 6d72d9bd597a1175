package io.brfed.api;

/**
 * What the control plane wants one member to do. Phases only move forward, in the order in which they stand here.
 *
 * @since 0.1.0
 */
public enum Phase {
    /** Initializer of a backup: pause region scheduling and hold GC. */
    INITIALIZE(OperationKind.BACKUP),
    /** Every member of a backup: collect metadata and create snapshots. */
    EXECUTE(OperationKind.BACKUP),
    /** Initializer of a backup: give the pause back; the snapshots already started go on. Carries the verdict. */
    RESUME(OperationKind.BACKUP),
    /** Every member of a backup: finish, as the verdict says. Whatever pause is still held is given back. */
    TEARDOWN(OperationKind.BACKUP),
    /** Every member of a restore: volumes from snapshots, then TiKV in recovery mode. */
    RESTORE_VOLUME(OperationKind.RESTORE),
    /** One member of a restore: make the data consistent. */
    RESTORE_DATA(OperationKind.RESTORE),
    /** Every member of a restore: TiKV in normal mode, TiDB up. */
    RESTORE_FINISH(OperationKind.RESTORE);

    private final OperationKind kind;

    Phase(OperationKind kind) {
        this.kind = kind;
    }

    /** The kind of operation that this phase belongs to. */
    public OperationKind kind() {
        return kind;
    }

    /** Whether a member that was told this phase has nothing left to be told to reach {@code other}. */
    public boolean reached(Phase other) {
        return kind == other.kind && compareTo(other) >= 0;
    }
}
