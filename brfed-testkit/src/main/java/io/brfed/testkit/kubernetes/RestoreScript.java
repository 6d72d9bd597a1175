package io.brfed.testkit.kubernetes;

import io.brfed.api.Tso;
import java.time.Duration;
import java.util.Objects;

/**
 * What simulated data planes do with {@code Restore} objects of one name, or with all that have no script of their own;
 * a setting that is not made here is taken from {@link OperatorScript#restores()}. By default every stage ends at once
 * and well. Changes count at once, also for stages that have begun. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RestoreScript {

    static final String COMMIT_TS = "commitTs";

    private final StagePlan<RestoreStage> plan;

    RestoreScript(Runnable changed) {
        this.plan = new StagePlan<>(RestoreStage.class, changed);
    }

    /** How long a stage takes at least. */
    public RestoreScript after(RestoreStage stage, Duration delay) {
        plan.delay(stage, delay);
        return this;
    }

    /** How long the volumes need. */
    public RestoreScript volumesAfter(Duration delay) {
        return after(RestoreStage.VOLUME_COMPLETE, delay);
    }

    /** How long reading the volumes needs. */
    public RestoreScript warmUpAfter(Duration delay) {
        return after(RestoreStage.WARM_UP_COMPLETE, delay);
    }

    /** How long TiKV needs to start in recovery mode. */
    public RestoreScript tikvAfter(Duration delay) {
        return after(RestoreStage.TIKV_COMPLETE, delay);
    }

    /** How long making the data consistent needs. */
    public RestoreScript dataAfter(Duration delay) {
        return after(RestoreStage.DATA_COMPLETE, delay);
    }

    /** How long deleting the TiKV pods needs. */
    public RestoreScript restartedAfter(Duration delay) {
        return after(RestoreStage.TIKV_RESTARTED, delay);
    }

    /** The stage ends as it usually does when it goes wrong, with the condition and reason of the real operator. */
    public RestoreScript failsAt(RestoreStage stage) {
        plan.fault(stage, usualFault(stage));
        return this;
    }

    /**
     * The stage ends with this condition of failure. With {@code RetryFailed} the stage goes on once
     * {@link #proceeds()} was called, as a data plane tries again for ever.
     *
     * @param stage where
     * @param type the type of the condition, e.g. {@code Failed}
     * @param reason its reason
     * @param message its message
     */
    public RestoreScript failsAt(RestoreStage stage, String type, String reason, String message) {
        plan.fault(stage, StageFault.condition(type, reason, message));
        return this;
    }

    /** The pod of the stage is killed and writes nothing; the operator finds its job failed. */
    public RestoreScript podKilledAt(RestoreStage stage) {
        plan.fault(stage, StageFault.KILLED);
        return this;
    }

    /** The stage does not end until {@link #proceeds()}. */
    public RestoreScript stuckAt(RestoreStage stage) {
        plan.fault(stage, StageFault.STUCK);
        return this;
    }

    /** Before its first stage and between phases the member is {@code RetryFailed} until {@link #proceeds()}. */
    public RestoreScript retryFailed(String reason, String message) {
        plan.refuse(StageFault.condition("RetryFailed", reason, message));
        return this;
    }

    /** The member becomes {@code Invalid}, with the reason {@code InvalidSpec}, and is never touched again. */
    public RestoreScript invalid(String message) {
        plan.refuse(StageFault.condition("Invalid", "InvalidSpec", message));
        return this;
    }

    /** Forgets the faults that were set here; what is stuck goes on. Delays stay. */
    public RestoreScript proceeds() {
        plan.proceed();
        return this;
    }

    /** The timestamp that the member reports. Default: that of the stored backup. */
    public RestoreScript commitTs(Tso commitTs) {
        plan.set(COMMIT_TS, Objects.requireNonNull(commitTs, "commitTs").toString());
        return this;
    }

    /** The member reports no timestamp. */
    public RestoreScript withoutCommitTs() {
        plan.set(COMMIT_TS, "");
        return this;
    }

    StagePlan<RestoreStage> plan() {
        return plan;
    }

    private static StageFault usualFault(RestoreStage stage) {
        return switch (stage) {
            case SCHEDULED ->
                StageFault.condition("RetryFailed", "CreateRestoreJobFailed", "the restore job could not be created");
            case VOLUME_COMPLETE ->
                StageFault.condition("Failed", "RestoreDataFromRemoteFailed", "a volume could not be created");
            case WARM_UP_STARTED ->
                StageFault.condition("RetryFailed", "CreateWarmUpJobFailed", "a warm-up job could not be created");
            case WARM_UP_COMPLETE -> StageFault.condition("Failed", "BackoffLimitExceeded", "a warm-up job has failed");
            case TIKV_COMPLETE -> StageFault.condition("RetryFailed", "TiKVNotReady", "a TiKV instance does not start");
            case DATA_COMPLETE ->
                StageFault.condition("Failed", "RestoreDataFromRemoteFailed", "a store did not come online");
            case TIKV_RESTARTED -> StageFault.condition("RetryFailed", "DeletePodFailed", "a pod could not be deleted");
            case COMPLETE -> StageFault.STUCK;
        };
    }
}
