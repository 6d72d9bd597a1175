package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * TiDB Operator's part in a Restore of mode volume-snapshot: it admits the object, creates the jobs, warms the volumes
 * up, starts TiKV and restarts it. What the pods do is theirs. Belongs to the lane of the member.
 */
final class RestorePlay implements Play {

    private final OperatorEnvironment environment;
    private final ManagedObject restore;
    private final StageGates<RestoreStage> gates;
    private final RestorePods pods;
    private final WarmUp warmUp;
    private final TikvRestart tikv;
    private final MemberAdmission admission;
    private boolean adopted;
    private boolean saysScheduled;

    RestorePlay(OperatorEnvironment environment, ManagedObject restore) {
        this.environment = environment;
        this.restore = restore;
        this.gates = environment.script().restoreGates(restore.name(), environment.runtime());
        JobWrites writes = new JobWrites(environment, restore);
        this.pods = new RestorePods(environment, restore, gates, writes);
        this.warmUp = new WarmUp(restore, gates, writes);
        this.tikv = new TikvRestart(environment, restore);
        this.admission = new MemberAdmission(environment, restore, gates::refusal, this::fault);
    }

    private Optional<String> fault(TidbClusterView cluster) {
        Optional<StoredBackup> backup = pods.backup();
        if (backup.isEmpty()) {
            return Optional.of("read backup meta from " + pods.location() + " failed: backupmeta does not exist");
        }
        if (!cluster.recoveryMode() && !phase().equals("restore-finish")) {
            return Optional.of("recovery mode of tidb cluster " + cluster.name() + " is off");
        }
        return cluster.restoreFault(backup.get());
    }

    private String phase() {
        return restore.spec("federalVolumeRestorePhase");
    }

    @Override
    public Step step() {
        if (!restore.spec("restoreMode").equals("volume-snapshot")) {
            return Step.NONE;
        }
        if (!adopted) {
            if (restore.is("Scheduled")) {
                pods.adopt();
            }
            adopted = true;
        }
        return Step.first(List.of(this::operatorStep, pods::volumeStep, pods::dataStep));
    }

    private Step operatorStep() {
        if (!environment.alive().getAsBoolean() || restore.deleting() || restore.is("Invalid")) {
            return Step.NONE;
        }
        if (saysScheduled) {
            return sayScheduled();
        }
        if (restore.is("Failed")) {
            return restore.is("VolumeComplete") ? Step.NONE : cleanVolumes();
        }
        if (jobFailed(pods.volumes(), "VolumeComplete")) {
            return alreadyFailed(pods.volumes());
        }
        if (jobFailed(pods.data(), "DataComplete")) {
            return alreadyFailed(pods.data());
        }
        if (restore.is("Complete")) {
            return warmUp.lateStep();
        }
        return admission.refused().orElseGet(this::phaseStep);
    }

    private boolean jobFailed(SimulatedJob job, String reached) {
        return job.is(SimulatedJob.State.FAILED) && !restore.is(reached);
    }

    private Step alreadyFailed(SimulatedJob job) {
        restore.edit(
                status -> status.condition("Failed", "AlreadyFailed", "job " + job.name() + " has already failed"));
        return Step.DONE;
    }

    /** Which volumes to delete is read from what a successful volume job writes, so that usually they stay. */
    private Step cleanVolumes() {
        if (restore.is("CleanVolumeComplete")) {
            return Step.NONE;
        }
        if (environment.federation().bucket().hasRestoreMeta(pods.location())) {
            restore.conditionTrue("CleanVolumeComplete");
            return Step.DONE;
        }
        restore.edit(status -> status.condition(
                "RetryFailed", "CleanVolumesFailed", "restoremeta does not exist at " + pods.location()));
        return Step.NONE;
    }

    private Step phaseStep() {
        return switch (phase()) {
            case "restore-volume" -> restoreVolume();
            case "restore-data" -> Step.first(List.of(this::restoreData, warmUp::lateStep));
            case "restore-finish" -> Step.first(List.of(warmUp::lateStep, this::finish));
            default -> Step.NONE;
        };
    }

    private Step restoreVolume() {
        if (!restore.is("VolumeComplete")) {
            return pods.volumes().is(SimulatedJob.State.NONE) ? schedule() : Step.NONE;
        }
        if (restore.is("TikvComplete")) {
            return Step.NONE;
        }
        if (warmUp.wanted() && !warmUp.readyForTikv()) {
            return warmUp.step();
        }
        if (warmUp.checksOnly()) {
            return warmUp.inTime() ? complete() : Step.NONE;
        }
        return startTikv();
    }

    private Step schedule() {
        Optional<Step> wait = gates.wait(RestoreStage.SCHEDULED);
        if (wait.isPresent()) {
            return wait.get();
        }
        Optional<StageFault> fault = gates.fault(RestoreStage.SCHEDULED);
        if (fault.isPresent()) {
            return faulty(fault.get());
        }
        pods.volumes().create();
        saysScheduled = true;
        return Step.DONE;
    }

    private Step startTikv() {
        tikv.start();
        Optional<Step> wait = gates.wait(RestoreStage.TIKV_COMPLETE);
        if (wait.isPresent()) {
            return wait.get();
        }
        Optional<StageFault> fault = gates.fault(RestoreStage.TIKV_COMPLETE);
        if (fault.isPresent()) {
            return faulty(fault.get());
        }
        restore.conditionTrue("TikvComplete");
        return Step.DONE;
    }

    private Step restoreData() {
        if (!pods.data().is(SimulatedJob.State.NONE) || restore.is("DataComplete")) {
            return Step.NONE;
        }
        pods.data().create();
        return Step.DONE;
    }

    private Step finish() {
        Optional<Step> wait = gates.wait(RestoreStage.TIKV_RESTARTED);
        if (wait.isPresent()) {
            return wait.get();
        }
        Optional<StageFault> fault = gates.fault(RestoreStage.TIKV_RESTARTED);
        if (fault.isPresent()) {
            return faulty(fault.get());
        }
        tikv.restart();
        Optional<Step> record = gates.wait(RestoreStage.COMPLETE);
        if (record.isPresent()) {
            return record.get();
        }
        Optional<StageFault> unrecorded = gates.fault(RestoreStage.COMPLETE);
        return unrecorded.isPresent() ? faulty(unrecorded.get()) : complete();
    }

    private Step complete() {
        Duration taken = Duration.between(pods.started(), environment.runtime().now());
        restore.edit(status ->
                status.condition("Complete").putNow("timeCompleted").put("timeTaken", GoDuration.text(taken)));
        return Step.DONE;
    }

    /** Writes the condition of a fault; a transient one leaves the stage as it is. */
    private Step faulty(StageFault fault) {
        if (fault.is(StageFault.Kind.KILLED)) {
            return Step.NONE;
        }
        restore.edit(status -> status.condition(fault.content()));
        return fault.content().type().equals("RetryFailed") ? Step.NONE : Step.DONE;
    }

    private Step sayScheduled() {
        restore.conditionTrue("Scheduled");
        saysScheduled = false;
        return Step.DONE;
    }

    @Override
    public void jobDeleted(String uid) {
        pods.volumes().lost(uid);
        pods.data().lost(uid);
    }

    @Override
    public void podDeleted(String name) {
        // No pod of a restore is made, only its jobs are.
    }

    @Override
    public void memberGone() {
        pods.memberGone();
        warmUp.memberGone();
    }

    @Override
    public void jobRefused(String message) {
        restore.edit(status -> status.condition("RetryFailed", "CreateRestoreJobFailed", message));
    }
}
