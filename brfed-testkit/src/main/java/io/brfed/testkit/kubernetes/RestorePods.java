package io.brfed.testkit.kubernetes;

import io.brfed.api.BackupLocation;
import java.time.Instant;
import java.util.Optional;

/** The volume job and the data job of a Restore and their pods. Belongs to the lane of the member. */
final class RestorePods {

    private final OperatorEnvironment environment;
    private final ManagedObject restore;
    private final StageGates<RestoreStage> gates;
    private final SimulatedJob volumes;
    private final SimulatedJob data;
    private boolean volumesRunning;
    private boolean dataRunning;
    private Instant started = Instant.EPOCH;

    RestorePods(
            OperatorEnvironment environment, ManagedObject restore, StageGates<RestoreStage> gates, JobWrites writes) {
        this.environment = environment;
        this.restore = restore;
        this.gates = gates;
        this.volumes = new SimulatedJob(writes, new JobWrites.Plan("restore-" + restore.name(), "restore", 0, 0));
        this.data = new SimulatedJob(writes, new JobWrites.Plan("restore-data-" + restore.name(), "restore", 0, 0));
    }

    SimulatedJob volumes() {
        return volumes;
    }

    SimulatedJob data() {
        return data;
    }

    Instant started() {
        return started;
    }

    /** Goes on with what a former operator on the same server has begun. */
    void adopt() {
        started = environment.runtime().now();
        volumes.adopt();
        data.adopt();
    }

    BackupLocation location() {
        return SimulatedBucket.at("s3", restore.spec("s3", "bucket"), restore.spec("s3", "prefix"));
    }

    Optional<StoredBackup> backup() {
        return environment.federation().bucket().backup(location());
    }

    Step volumeStep() {
        if (!volumes.active()) {
            return Step.NONE;
        }
        if (!volumesRunning) {
            started = environment.runtime().now();
            restore.edit(status -> status.condition("Running").progress("Volume Restore", 0));
            volumesRunning = true;
            return Step.DONE;
        }
        Optional<Step> ends = ends(RestoreStage.VOLUME_COMPLETE, volumes);
        if (ends.isPresent()) {
            return ends.get();
        }
        environment.federation().bucket().writeRestoreMeta(location());
        restore.edit(status -> {
            status.condition("VolumeComplete").progress("Volume Restore", 100);
            status.putNowIfAbsent("timeStarted");
            commitTs(status);
        });
        volumes.succeed();
        return Step.DONE;
    }

    Step dataStep() {
        if (!data.active()) {
            return Step.NONE;
        }
        if (!dataRunning) {
            restore.edit(status -> status.condition("Running").progress("Data Restore", 0));
            dataRunning = true;
            return Step.DONE;
        }
        Optional<Step> ends = ends(RestoreStage.DATA_COMPLETE, data);
        if (ends.isPresent()) {
            return ends.get();
        }
        restore.edit(status -> {
            status.condition("DataComplete").progress("Data Restore", 100);
            commitTs(status);
        });
        data.succeed();
        return Step.DONE;
    }

    private void commitTs(StatusEdit status) {
        String commitTs = gates.value(RestoreScript.COMMIT_TS, String.class)
                .orElseGet(() ->
                        backup().map(stored -> stored.commitTs().toString()).orElse(""));
        if (!commitTs.isEmpty()) {
            status.put("commitTs", commitTs);
        }
    }

    /** What to do instead of ending a stage well; empty if it ends well now. */
    private Optional<Step> ends(RestoreStage ending, SimulatedJob job) {
        return gates.wait(ending).or(() -> gates.fault(ending).map(fault -> faulty(fault, job)));
    }

    private Step faulty(StageFault fault, SimulatedJob job) {
        if (fault.is(StageFault.Kind.CONDITION)) {
            restore.edit(status -> status.condition(fault.content()));
            if (fault.content().type().equals("RetryFailed")) {
                return Step.NONE;
            }
        }
        job.fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        return Step.DONE;
    }

    void memberGone() {
        volumes.delete();
        data.delete();
    }
}
