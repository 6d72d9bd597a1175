package io.brfed.testkit.kubernetes;

import java.util.Optional;

/** What a data plane does with a Backup that is being deleted. Belongs to the lane of the member. */
final class BackupCleaning {

    static final String FINALIZER = "tidb.pingcap.com/backup-protection";

    private static final int BACKOFF_LIMIT = 6;

    private final OperatorEnvironment environment;
    private final ManagedObject backup;
    private final StageGates<BackupStage> gates;
    private final ExecutePod execute;
    private final SimulatedJob job;
    private int failures;

    BackupCleaning(
            OperatorEnvironment environment, ManagedObject backup, StageGates<BackupStage> gates, ExecutePod execute) {
        this.environment = environment;
        this.backup = backup;
        this.gates = gates;
        this.execute = execute;
        JobWrites writes = new JobWrites(environment, backup);
        this.job = new SimulatedJob(writes, new JobWrites.Plan("clean-" + backup.name(), "clean", BACKOFF_LIMIT, 0));
    }

    /** Whether the policy wants the backup to be removed from storage before the object goes. */
    boolean protects() {
        String policy = backup.spec("cleanPolicy");
        return policy.equals("Delete") || policy.equals("OnFailure");
    }

    /** What the operator does. */
    Step step() {
        if (!backup.hasFinalizer(FINALIZER)) {
            return Step.NONE;
        }
        if (execute.running()) {
            execute.endByOperator();
            return Step.DONE;
        }
        if (clean()) {
            backup.removeFinalizer(FINALIZER);
            return Step.DONE;
        }
        if (backup.status("backupPath").isEmpty()) {
            backup.conditionTrue("Clean");
            return Step.DONE;
        }
        return job.is(SimulatedJob.State.NONE) || job.is(SimulatedJob.State.GONE) ? begin() : Step.NONE;
    }

    private boolean clean() {
        boolean nothingToClean =
                !protects() || (backup.spec("cleanPolicy").equals("OnFailure") && !backup.is("Failed"));
        return nothingToClean || backup.is("Clean");
    }

    private Step begin() {
        if (!job.adopt()) {
            gates.again(BackupStage.CLEANED);
            job.create();
        }
        backup.edit(status -> status.condition(new ConditionWritten.Content("Clean", "False", "", "")));
        return Step.DONE;
    }

    /** What the clean pod does. */
    Step podStep() {
        if (!job.active()) {
            return Step.NONE;
        }
        Optional<Step> wait = gates.wait(BackupStage.CLEANED);
        if (wait.isPresent()) {
            return wait.get();
        }
        Optional<StageFault> fault = gates.fault(BackupStage.CLEANED);
        if (fault.isPresent()) {
            if (fault.get().is(StageFault.Kind.CONDITION)) {
                backup.edit(status -> status.condition(fault.get().content()));
            }
            job.fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
            return Step.DONE;
        }
        if (failures < gates.value(BackupScript.CLEAN_FAILURES, Integer.class).orElse(0)) {
            return failOnce();
        }
        environment.federation().bucket().delete(execute.location());
        job.succeed();
        backup.conditionTrue("Clean");
        return Step.DONE;
    }

    /** The pod fails and its job starts another one. */
    private Step failOnce() {
        failures++;
        gates.again(BackupStage.CLEANED);
        backup.edit(status -> status.condition(new ConditionWritten.Content(
                "CleanFailed", "True", "CleanBackupDataFailed", "a snapshot could not be deleted")));
        return Step.DONE;
    }

    void jobDeleted(String uid) {
        job.lost(uid);
    }

    void memberGone() {
        job.delete();
    }
}
