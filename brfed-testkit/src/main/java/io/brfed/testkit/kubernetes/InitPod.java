package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The init job of a Backup and its pod, which holds the pause. Belongs to the lane of the member. */
final class InitPod {

    private static final long DEFAULT_DEADLINE_SECONDS = 600;

    private enum Stage {
        NONE,
        SCHEDULED,
        RUNNING,
        HOLDING,
        ENDED
    }

    private final OperatorEnvironment environment;
    private final ManagedObject backup;
    private final StageGates<BackupStage> gates;
    private final JobWrites writes;
    private final SimulatedJob job;
    private final HeldPause pause;
    private Stage stage = Stage.NONE;
    private long deadlineNanos = Long.MAX_VALUE;
    private Runnable cancelDeadline = () -> {};
    private boolean fateKnown;

    InitPod(OperatorEnvironment environment, ManagedObject backup, StageGates<BackupStage> gates, JobWrites writes) {
        this.environment = environment;
        this.backup = backup;
        this.gates = gates;
        this.writes = writes;
        this.job = new SimulatedJob(
                writes, new JobWrites.Plan("backup-" + backup.name() + "-init", "backup", 0, deadlineSeconds(backup)));
        this.pause = new HeldPause(environment, backup);
    }

    private static long deadlineSeconds(ManagedObject backup) {
        return backup.tree()
                .path("spec")
                .path("volumeBackupInitJobMaxActiveSeconds")
                .asLong(DEFAULT_DEADLINE_SECONDS);
    }

    boolean neverCreated() {
        return job.is(SimulatedJob.State.NONE);
    }

    boolean active() {
        return job.active();
    }

    /** The job ended without its operator: at its deadline or because its pod was lost. */
    boolean endedOnItsOwn() {
        return job.is(SimulatedJob.State.FAILED);
    }

    boolean deletedBySomebody() {
        return job.is(SimulatedJob.State.GONE);
    }

    void create() {
        job.create();
        stage = Stage.SCHEDULED;
        limit(Duration.ZERO);
    }

    /** Goes on with what a former operator on the same server has begun. */
    void adopt() {
        if (job.adopt()) {
            if (!job.active()) {
                stage = Stage.ENDED;
                return;
            }
            limit(age());
            stage = backup.is("Running") ? Stage.RUNNING : Stage.SCHEDULED;
            if (backup.is("VolumeBackupInitialized")) {
                pause.hold();
                stage = Stage.HOLDING;
            }
        } else if (backup.is("VolumeBackupInitialized")) {
            job.assumeGone();
            stage = Stage.ENDED;
            fateKnown = true;
        }
    }

    private Duration age() {
        String start = Json.text(job.tree(), "status", "startTime");
        return start.isEmpty()
                ? Duration.ZERO
                : Duration.between(Instant.parse(start), environment.runtime().now());
    }

    private void limit(Duration age) {
        Duration left = environment
                .settings()
                .deadlineSecond()
                .multipliedBy(job.plan().deadlineSeconds())
                .minus(age);
        deadlineNanos = environment.runtime().elapsedNanos() + left.toNanos();
        cancelDeadline = environment.runtime().later(left, () -> pause.end(PauseLedger.End.DEADLINE));
    }

    Step step() {
        if (stage == Stage.NONE || stage == Stage.ENDED) {
            return complain();
        }
        if (deletedBySomebody() && !fateKnown) {
            return loseJob();
        }
        return Step.first(List.of(this::expire, this::work));
    }

    private Step work() {
        return switch (stage) {
            case SCHEDULED -> run();
            case RUNNING -> initialize();
            case NONE, HOLDING, ENDED -> Step.NONE;
        };
    }

    private Step expire() {
        if (!job.active()) {
            return Step.NONE;
        }
        long left = deadlineNanos - environment.runtime().elapsedNanos();
        if (left > 0) {
            return Step.in(Duration.ofNanos(left));
        }
        pause.end(PauseLedger.End.DEADLINE);
        job.fail("DeadlineExceeded", "Job was active longer than specified deadline");
        writes.deletePod(job.name());
        stage = Stage.ENDED;
        return Step.DONE;
    }

    private Step run() {
        writes.createPod(job.tree());
        backup.conditionTrue("Running");
        stage = Stage.RUNNING;
        return Step.DONE;
    }

    private Step initialize() {
        Optional<Step> wait = gates.wait(BackupStage.INITIALIZED);
        if (wait.isPresent()) {
            return wait.get();
        }
        Optional<StageFault> fault = gates.fault(BackupStage.INITIALIZED);
        if (fault.isPresent()) {
            return fail(fault.get());
        }
        pause.hold();
        backup.conditionTrue("VolumeBackupInitialized");
        stage = Stage.HOLDING;
        return Step.DONE;
    }

    private Step fail(StageFault fault) {
        if (fault.is(StageFault.Kind.CONDITION)) {
            backup.edit(status -> status.condition(fault.content()));
            if (fault.content().type().equals("RetryFailed")) {
                return Step.NONE;
            }
        }
        pause.end(PauseLedger.End.POD_LOST);
        job.fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        writes.deletePod(job.name());
        end();
        return Step.DONE;
    }

    /** A pod that was left without its job runs on, and nothing ends it but its own deletion. */
    private Step loseJob() {
        JobWrites.PodFate fate = writes.podAfterJob(job.name(), job.uid());
        fateKnown = true;
        cancelDeadline.run();
        if (fate != JobWrites.PodFate.ORPHAN) {
            pause.end(PauseLedger.End.JOB_DELETED);
            end();
            if (fate == JobWrites.PodFate.GARBAGE) {
                writes.deletePod(job.name());
            }
        }
        return Step.DONE;
    }

    private Step complain() {
        boolean complains = job.is(SimulatedJob.State.DELETED)
                && gates.value(BackupScript.COMPLAINS, Boolean.class).orElse(false)
                && backup.is("VolumeBackupInitializeComplete")
                && !backup.is("VolumeBackupInitializeFailed");
        if (!complains) {
            return Step.NONE;
        }
        backup.edit(status ->
                status.condition("VolumeBackupInitializeFailed", "InitializeVolumeBackupFailed", "signal: terminated"));
        return Step.DONE;
    }

    /** Ends the job as the operator does. Idempotent. */
    void endByOperator() {
        job.delete();
        pause.end(PauseLedger.End.ENDED_BY_OPERATOR);
        end();
        writes.deletePod(job.name());
    }

    void jobDeleted(String uid) {
        job.lost(uid);
    }

    void podDeleted(String pod) {
        if (stage == Stage.NONE || stage == Stage.ENDED || !pod.equals(JobWrites.podOf(job.name()))) {
            return;
        }
        if (job.active() && writes.find(job.name()).isEmpty()) {
            job.lost(job.uid());
        }
        pause.end(deletedBySomebody() ? PauseLedger.End.JOB_DELETED : PauseLedger.End.POD_LOST);
        if (job.active()) {
            job.fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }
        end();
    }

    void memberGone() {
        pause.end(PauseLedger.End.MEMBER_DELETED);
        boolean exists = job.active() || job.is(SimulatedJob.State.FAILED);
        end();
        if (exists) {
            job.delete();
            writes.deletePod(job.name());
        }
    }

    private void end() {
        stage = Stage.ENDED;
        cancelDeadline.run();
    }
}
