package io.brfed.testkit.kubernetes;

import java.util.Optional;
import java.util.Set;

/** The warm-up of restored volumes: before TiKV starts, beside it, or instead of it. Belongs to the member's lane. */
final class WarmUp {

    private static final int BACKOFF_LIMIT = 1;
    private static final Set<String> STRATEGIES = Set.of("", "fio", "hybrid", "fsr", "check-wal-only");

    private final ManagedObject restore;
    private final StageGates<RestoreStage> gates;
    private final SimulatedJob job;

    WarmUp(ManagedObject restore, StageGates<RestoreStage> gates, JobWrites writes) {
        this.restore = restore;
        this.gates = gates;
        String name = restore.name() + "-" + restore.spec("br", "cluster") + "-tikv-0-warm-up";
        this.job = new SimulatedJob(writes, new JobWrites.Plan(name, "warmup", BACKOFF_LIMIT, 0));
    }

    boolean wanted() {
        return inTime() || beside();
    }

    /** Before TiKV starts. */
    boolean inTime() {
        return restore.spec("warmup").equals("sync");
    }

    private boolean beside() {
        return restore.spec("warmup").equals("async");
    }

    /** Volumes are only checked, and TiKV is never started. */
    boolean checksOnly() {
        return restore.spec("warmupStrategy").equals("check-wal-only");
    }

    boolean readyForTikv() {
        return restore.is(inTime() ? "WarmUpComplete" : "WarmUpStarted");
    }

    /** The next thing before TiKV may start. */
    Step step() {
        if (restore.spec("warmupImage").isEmpty()) {
            restore.edit(status ->
                    status.condition("RetryFailed", "NoWarmupImage", "warmup image is empty, cannot warm up"));
            return Step.NONE;
        }
        if (!STRATEGIES.contains(restore.spec("warmupStrategy"))) {
            return Step.NONE;
        }
        return restore.is("WarmUpStarted") ? end() : begin();
    }

    /** What is left of a warm-up beside TiKV; it is looked at only when something else happens to the member. */
    Step lateStep() {
        boolean due = beside() && restore.is("WarmUpStarted") && restore.is("TikvComplete");
        return due && !restore.is("WarmUpComplete") ? end() : Step.NONE;
    }

    private Step begin() {
        Optional<Step> wait = gates.wait(RestoreStage.WARM_UP_STARTED);
        if (wait.isPresent()) {
            return wait.get();
        }
        Optional<StageFault> fault = gates.fault(RestoreStage.WARM_UP_STARTED);
        if (fault.isPresent()) {
            return faulty(fault.get());
        }
        job.create();
        // The reading begins now, and not when somebody asks for its end.
        gates.again(RestoreStage.WARM_UP_COMPLETE);
        gates.wait(RestoreStage.WARM_UP_COMPLETE);
        restore.conditionTrue("WarmUpStarted");
        return Step.DONE;
    }

    private Step end() {
        Optional<Step> wait = gates.wait(RestoreStage.WARM_UP_COMPLETE);
        if (wait.isPresent()) {
            return wait.get();
        }
        Optional<StageFault> fault = gates.fault(RestoreStage.WARM_UP_COMPLETE);
        if (fault.isPresent() && !job.is(SimulatedJob.State.FAILED)) {
            job.fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }
        if (fault.isPresent() && checksOnly()) {
            return faulty(fault.get());
        }
        // A failed job counts as a finished one unless the check was all that was wanted.
        restore.conditionTrue("WarmUpComplete");
        if (job.active()) {
            job.succeed();
        }
        return Step.DONE;
    }

    private Step faulty(StageFault fault) {
        if (fault.is(StageFault.Kind.KILLED)) {
            restore.edit(status -> status.condition("Failed", "BackoffLimitExceeded", "a warm-up job has failed"));
            return Step.DONE;
        }
        restore.edit(status -> status.condition(fault.content()));
        return fault.content().type().equals("RetryFailed") ? Step.NONE : Step.DONE;
    }

    void memberGone() {
        job.delete();
    }
}
