package io.brfed.testkit.kubernetes;

import io.brfed.api.ByteSize;
import io.brfed.api.Tso;
import java.time.Duration;
import java.util.Objects;

/**
 * What simulated data planes do with {@code Backup} objects of one name, or with all that have no script of their own;
 * a setting that is not made here is taken from {@link OperatorScript#backups()}. By default every stage ends at once
 * and well. Changes count at once, also for stages that have begun. Thread-safe.
 *
 * <pre>{@code
 * operator.script().backup("fed-nightly").initializedAfter(Duration.ofMillis(50)).stuckAt(BackupStage.SNAPSHOTS_TAKEN);
 * }</pre>
 *
 * @since 0.1.0
 */
public final class BackupScript {

    static final String COMMIT_TS = "commitTs";
    static final String SIZE = "size";
    static final String SNAPSHOTS_SEEN_LATE = "snapshotsSeenLate";
    static final String COMPLAINS = "complains";
    static final String CLEAN_FAILURES = "cleanFailures";

    private final StagePlan<BackupStage> plan;

    BackupScript(Runnable changed) {
        this.plan = new StagePlan<>(BackupStage.class, changed);
    }

    /** How long a stage takes at least. */
    public BackupScript after(BackupStage stage, Duration delay) {
        plan.delay(stage, delay);
        return this;
    }

    /** How long the init pod needs to pause scheduling and GC. */
    public BackupScript initializedAfter(Duration delay) {
        return after(BackupStage.INITIALIZED, delay);
    }

    /** How long the execute pod needs to take all snapshots. */
    public BackupScript snapshotsAfter(Duration delay) {
        return after(BackupStage.SNAPSHOTS_TAKEN, delay);
    }

    /** How long snapshots that were taken need until they are completed. */
    public BackupScript completeAfter(Duration delay) {
        return after(BackupStage.VOLUME_COMPLETE, delay);
    }

    /** The stage ends as it usually does when it goes wrong, with the condition and reason of the real operator. */
    public BackupScript failsAt(BackupStage stage) {
        plan.fault(stage, usualFault(stage));
        return this;
    }

    /**
     * The stage ends with this condition of failure. With {@code RetryFailed} the stage goes on once
     * {@link #proceeds()} was called, as a data plane tries again for ever.
     *
     * @param stage where
     * @param type the type of the condition, e.g. {@code VolumeBackupFailed}
     * @param reason its reason
     * @param message its message
     */
    public BackupScript failsAt(BackupStage stage, String type, String reason, String message) {
        plan.fault(stage, StageFault.condition(type, reason, message));
        return this;
    }

    /** The pod of the stage is killed and writes nothing; the operator finds its job failed. */
    public BackupScript podKilledAt(BackupStage stage) {
        plan.fault(stage, StageFault.KILLED);
        return this;
    }

    /** The stage does not end until {@link #proceeds()}. */
    public BackupScript stuckAt(BackupStage stage) {
        plan.fault(stage, StageFault.STUCK);
        return this;
    }

    /** Before its first stage and between phases the member is {@code RetryFailed} until {@link #proceeds()}. */
    public BackupScript retryFailed(String reason, String message) {
        plan.refuse(StageFault.condition("RetryFailed", reason, message));
        return this;
    }

    /** The member becomes {@code Invalid}, with the reason {@code InvalidSpec}, and is never touched again. */
    public BackupScript invalid(String message) {
        plan.refuse(StageFault.condition("Invalid", "InvalidSpec", message));
        return this;
    }

    /** Forgets the faults that were set here; what is stuck goes on. Delays stay. */
    public BackupScript proceeds() {
        plan.proceed();
        return this;
    }

    /** The timestamp that the member reports. Default: one a little above all earlier ones. */
    public BackupScript commitTs(Tso commitTs) {
        plan.set(COMMIT_TS, Objects.requireNonNull(commitTs, "commitTs").toString());
        return this;
    }

    /** The member becomes complete without a timestamp, as happens when the pod's write of it fails. */
    public BackupScript withoutCommitTs() {
        plan.set(COMMIT_TS, "");
        return this;
    }

    /** The size that the member reports. Default: 1 GB. */
    public BackupScript size(ByteSize size) {
        plan.set(SIZE, Objects.requireNonNull(size, "size"));
        return this;
    }

    /** {@code VolumeBackupSnapshotsCreated} comes only after {@code VolumeBackupComplete}, as it may. */
    public BackupScript snapshotsSeenLate() {
        plan.set(SNAPSHOTS_SEEN_LATE, true);
        return this;
    }

    /** The init pod reports a failure when it is ended after {@code VolumeBackupInitializeComplete}. */
    public BackupScript complainsWhenEnded() {
        plan.set(COMPLAINS, true);
        return this;
    }

    /**
     * So many tries of the clean job fail, each after what {@link BackupStage#CLEANED} takes, before one succeeds; the
     * condition {@code CleanFailed} of the first stays.
     */
    public BackupScript cleanedAfterFailures(int failures) {
        if (failures < 0) {
            throw new IllegalArgumentException("failures is " + failures + "; it must not be negative");
        }
        plan.set(CLEAN_FAILURES, failures);
        return this;
    }

    StagePlan<BackupStage> plan() {
        return plan;
    }

    private static StageFault usualFault(BackupStage stage) {
        return switch (stage) {
            case INIT_SCHEDULED ->
                StageFault.condition("RetryFailed", "CreateBackupJobFailed", "the init job could not be created");
            case INITIALIZED ->
                StageFault.condition(
                        "VolumeBackupInitializeFailed",
                        "InitializeVolumeBackupFailed",
                        "PD refused to pause schedulers");
            case EXECUTE_SCHEDULED ->
                StageFault.condition(
                        "Failed", "FileExistedInExternalStorage", "clustermeta exists in the external storage");
            case SNAPSHOTS_TAKEN ->
                StageFault.condition(
                        "VolumeBackupFailed", "BackupDataToRemoteFailed", "CreateSnapshots was refused by EC2");
            case VOLUME_COMPLETE ->
                StageFault.condition(
                        "VolumeBackupFailed", "BackupDataToRemoteFailed", "a snapshot ended in state error");
            case INITIALIZE_COMPLETE ->
                StageFault.condition("RetryFailed", "DeleteJobFailed", "the init job could not be deleted");
            case TORN_DOWN -> StageFault.condition("Failed", "", "");
            case CLEANED ->
                StageFault.condition("CleanFailed", "CleanBackupDataFailed", "a snapshot could not be deleted");
        };
    }
}
