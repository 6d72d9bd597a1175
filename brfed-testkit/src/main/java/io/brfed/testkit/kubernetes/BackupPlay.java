package io.brfed.testkit.kubernetes;

import java.util.List;
import java.util.Optional;

/**
 * TiDB Operator's part in a Backup of mode volume-snapshot: it admits the object, creates the jobs, looks whether the
 * snapshots are there, ends the init job, tears down. What the pods do is theirs. Belongs to the lane of the member.
 */
final class BackupPlay implements Play {

    private static final String ALREADY_FAILED = "AlreadyFailed";

    private final OperatorEnvironment environment;
    private final ManagedObject backup;
    private final StageGates<BackupStage> gates;
    private final InitPod init;
    private final ExecutePod execute;
    private final BackupCleaning cleaning;
    private final MemberAdmission admission;
    private boolean adopted;
    private boolean saysScheduled;

    BackupPlay(OperatorEnvironment environment, ManagedObject backup) {
        this.environment = environment;
        this.backup = backup;
        this.gates = environment.script().backupGates(backup.name(), environment.runtime());
        JobWrites writes = new JobWrites(environment, backup);
        this.init = new InitPod(environment, backup, gates, writes);
        this.execute = new ExecutePod(environment, backup, gates, writes);
        this.cleaning = new BackupCleaning(environment, backup, gates, execute);
        this.admission = new MemberAdmission(environment, backup, gates::refusal, this::fault);
    }

    private Optional<String> fault(TidbClusterView cluster) {
        return cluster.backupFault();
    }

    @Override
    public Step step() {
        if (!backup.spec("backupMode").equals("volume-snapshot")) {
            return Step.NONE;
        }
        if (!adopted) {
            adopt();
        }
        return Step.first(List.of(this::operatorStep, init::step, execute::step, cleaning::podStep));
    }

    private void adopt() {
        if (backup.is("Scheduled")) {
            init.adopt();
            execute.adopt();
        }
        adopted = true;
    }

    private Step operatorStep() {
        if (!environment.alive().getAsBoolean()) {
            return Step.NONE;
        }
        if (backup.deleting()) {
            return cleaning.step();
        }
        if (backup.is("Invalid")) {
            return Step.NONE;
        }
        if (saysScheduled) {
            return sayScheduled();
        }
        if (cleaning.protects() && !backup.hasFinalizer(BackupCleaning.FINALIZER)) {
            backup.addFinalizer(BackupCleaning.FINALIZER);
            return Step.DONE;
        }
        boolean teardown = backup.spec("federalVolumeBackupPhase").equals("teardown");
        if (execute.failed() && !teardown) {
            return recordFailedJob();
        }
        if (teardown) {
            return tearDown();
        }
        if (backup.is("Complete")) {
            return Step.NONE;
        }
        if (backup.is("Failed") || backup.is("VolumeBackupFailed")) {
            return endInitJob();
        }
        return admission.refused().orElseGet(() -> Step.first(List.of(this::initJobStep, this::phaseStep)));
    }

    /** Overwrites what the pod has written, and does nothing else: the job's failure hides everything but teardown. */
    private Step recordFailedJob() {
        if (backup.isWithReason("VolumeBackupFailed", ALREADY_FAILED)) {
            return Step.NONE;
        }
        backup.edit(status -> status.condition(
                "VolumeBackupFailed", ALREADY_FAILED, "job backup-" + backup.name() + " has already failed"));
        return Step.DONE;
    }

    private Step endInitJob() {
        if (!init.active()) {
            return Step.NONE;
        }
        init.endByOperator();
        return Step.DONE;
    }

    private Step tearDown() {
        if (execute.running()) {
            return Step.NONE;
        }
        if (init.active()) {
            init.endByOperator();
            return Step.DONE;
        }
        Optional<Step> wait = gates.wait(BackupStage.TORN_DOWN);
        if (wait.isPresent()) {
            return wait.get();
        }
        if (backup.is("Complete") || backup.is("Failed")) {
            return Step.NONE;
        }
        Optional<StageFault> fault = gates.fault(BackupStage.TORN_DOWN);
        if (fault.isPresent()) {
            return faulty(fault.get());
        }
        boolean failed =
                init.endedOnItsOwn() || backup.is("VolumeBackupInitializeFailed") || backup.is("VolumeBackupFailed");
        backup.conditionTrue(failed ? "Failed" : "Complete");
        return Step.DONE;
    }

    /** Ends the init job once it has served, or says that it ended before. */
    private Step initJobStep() {
        if (init.neverCreated()
                || backup.is("VolumeBackupInitializeComplete")
                || backup.is("VolumeBackupInitializeFailed")) {
            return Step.NONE;
        }
        boolean served = backup.spec("federalVolumeBackupPhase").equals("execute")
                && backup.spec("resumeGcSchedule").equals("true")
                && backup.is("VolumeBackupInitialized")
                && backup.is("VolumeBackupSnapshotsCreated");
        if (served) {
            return completeInitialize();
        }
        if (init.deletedBySomebody()) {
            return initializeFailed("InitializeJobDeleted", "the initialize job was deleted");
        }
        if (init.endedOnItsOwn()) {
            return initializeFailed("InitializeJobCompletedOrFailed", "the initialize job completed or failed early");
        }
        return Step.NONE;
    }

    private Step initializeFailed(String reason, String message) {
        backup.edit(status -> status.condition("VolumeBackupInitializeFailed", reason, message));
        return Step.DONE;
    }

    private Step completeInitialize() {
        Optional<Step> wait = gates.wait(BackupStage.INITIALIZE_COMPLETE);
        if (wait.isPresent()) {
            return wait.get();
        }
        Optional<StageFault> fault = gates.fault(BackupStage.INITIALIZE_COMPLETE);
        if (fault.isPresent()) {
            return faulty(fault.get());
        }
        init.endByOperator();
        backup.conditionTrue("VolumeBackupInitializeComplete");
        return Step.DONE;
    }

    private Step phaseStep() {
        return switch (backup.spec("federalVolumeBackupPhase")) {
            case "initialize" -> initialize();
            case "execute" -> Step.first(List.of(this::lookForSnapshots, this::execute));
            default -> Step.NONE;
        };
    }

    private Step initialize() {
        if (!init.neverCreated() || backup.is("VolumeBackupInitializeFailed")) {
            return Step.NONE;
        }
        return schedule(BackupStage.INIT_SCHEDULED, init::create);
    }

    private Step lookForSnapshots() {
        boolean late =
                gates.value(BackupScript.SNAPSHOTS_SEEN_LATE, Boolean.class).orElse(false);
        boolean visible = !late || backup.is("VolumeBackupComplete");
        if (!visible
                || backup.is("VolumeBackupSnapshotsCreated")
                || !environment.federation().bucket().hasBackupMeta(execute.location())) {
            return Step.NONE;
        }
        backup.conditionTrue("VolumeBackupSnapshotsCreated");
        return Step.DONE;
    }

    private Step execute() {
        if (backup.is("VolumeBackupComplete")) {
            return Step.NONE;
        }
        if (execute.deletedBySomebody()) {
            return fileExists();
        }
        if (!execute.neverCreated()) {
            return Step.NONE;
        }
        return schedule(BackupStage.EXECUTE_SCHEDULED, execute::create);
    }

    private Step fileExists() {
        backup.edit(status -> status.condition(
                "Failed",
                "FileExistedInExternalStorage",
                "clustermeta exists at " + execute.location() + " in the external storage"));
        return Step.DONE;
    }

    private Step schedule(BackupStage stage, Runnable create) {
        Optional<Step> wait = gates.wait(stage);
        if (wait.isPresent()) {
            return wait.get();
        }
        Optional<StageFault> fault = gates.fault(stage).filter(any -> any.is(StageFault.Kind.CONDITION));
        if (fault.isPresent()) {
            return faulty(fault.get());
        }
        boolean mayWrite = stage == BackupStage.INIT_SCHEDULED
                || environment.federation().bucket().writeClusterMeta(execute.location(), backup.uid());
        if (!mayWrite) {
            return fileExists();
        }
        create.run();
        saysScheduled = true;
        return Step.DONE;
    }

    /** Writes the condition of a fault; a transient one leaves the stage as it is. */
    private Step faulty(StageFault fault) {
        if (fault.is(StageFault.Kind.KILLED)) {
            return Step.NONE;
        }
        backup.edit(status -> status.condition(fault.content()));
        return fault.content().type().equals("RetryFailed") ? Step.NONE : Step.DONE;
    }

    private Step sayScheduled() {
        backup.conditionTrue("Scheduled");
        saysScheduled = false;
        return Step.DONE;
    }

    @Override
    public void jobDeleted(String uid) {
        init.jobDeleted(uid);
        execute.jobDeleted(uid);
        cleaning.jobDeleted(uid);
    }

    @Override
    public void podDeleted(String name) {
        init.podDeleted(name);
    }

    @Override
    public void memberGone() {
        init.memberGone();
        execute.endByOperator();
        cleaning.memberGone();
    }

    @Override
    public void jobRefused(String message) {
        backup.edit(status -> status.condition("RetryFailed", "CreateBackupJobFailed", message));
    }
}
