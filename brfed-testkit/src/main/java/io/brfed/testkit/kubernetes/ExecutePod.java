package io.brfed.testkit.kubernetes;

import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.api.Tso;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The execute job of a Backup and its pod, which takes the snapshots. Belongs to the lane of the member. */
final class ExecutePod {

    private static final ByteSize DEFAULT_SIZE = new ByteSize(1_000_000_000L);
    private static final String PROGRESS = "Full Backup";

    private enum Stage {
        NONE,
        CREATED,
        PREPARED,
        RUNNING,
        TAKEN,
        COMMITTED,
        COMPLETED,
        FAILING,
        ENDED
    }

    private final OperatorEnvironment environment;
    private final ManagedObject backup;
    private final StageGates<BackupStage> gates;
    private final SimulatedJob job;
    private Stage stage = Stage.NONE;
    private Instant started = Instant.EPOCH;
    private long progressAt;
    private int progress;
    private PauseLedger.@Nullable Snapshotting snapshotting;
    private Optional<Tso> snapshotTso = Optional.empty();

    ExecutePod(OperatorEnvironment environment, ManagedObject backup, StageGates<BackupStage> gates, JobWrites writes) {
        this.environment = environment;
        this.backup = backup;
        this.gates = gates;
        this.job = new SimulatedJob(writes, new JobWrites.Plan("backup-" + backup.name(), "backup", 0, 0));
    }

    boolean neverCreated() {
        return job.is(SimulatedJob.State.NONE);
    }

    boolean running() {
        return job.active();
    }

    boolean failed() {
        return job.is(SimulatedJob.State.FAILED);
    }

    boolean deletedBySomebody() {
        return job.is(SimulatedJob.State.GONE);
    }

    void create() {
        job.create();
        stage = Stage.CREATED;
    }

    /** Goes on with what a former operator on the same server has begun. */
    void adopt() {
        if (!job.adopt()) {
            return;
        }
        started = environment.runtime().now();
        if (!job.active()) {
            stage = Stage.ENDED;
        } else if (backup.is("VolumeBackupComplete")) {
            stage = Stage.COMPLETED;
        } else if (environment.federation().bucket().hasBackupMeta(location())) {
            stage = Stage.TAKEN;
        } else {
            stage = Stage.CREATED;
        }
    }

    BackupLocation location() {
        return SimulatedBucket.at("s3", backup.spec("s3", "bucket"), backup.spec("s3", "prefix"));
    }

    Step step() {
        if (deletedBySomebody()) {
            stage = Stage.ENDED;
        }
        return switch (stage) {
            case NONE, ENDED -> Step.NONE;
            case CREATED -> prepare();
            case PREPARED -> run();
            case RUNNING -> takeSnapshots();
            case TAKEN -> commit();
            case COMMITTED -> complete();
            case COMPLETED -> measure();
            case FAILING -> fail();
        };
    }

    private Step prepare() {
        boolean killed = gates.fault(BackupStage.EXECUTE_SCHEDULED)
                .filter(fault -> fault.is(StageFault.Kind.KILLED))
                .isPresent();
        if (killed) {
            return fail();
        }
        started = environment.runtime().now();
        backup.edit(status ->
                status.condition("Prepare").put("backupPath", location().url()));
        return next(Stage.PREPARED);
    }

    private Step run() {
        backup.edit(status -> status.condition("Running").progress(PROGRESS, 0));
        snapshotting = environment
                .federation()
                .pauses()
                .snapshotsBegin(environment.runtime().now());
        progressAt = environment.runtime().elapsedNanos();
        return next(Stage.RUNNING);
    }

    private Step takeSnapshots() {
        Optional<Step> ends = ends(BackupStage.SNAPSHOTS_TAKEN);
        if (ends.isPresent()) {
            return ends.get();
        }
        Optional<TidbClusterView> cluster = TidbClusterView.read(environment.http(), backup);
        Instant now = environment.runtime().now();
        PauseLedger pauses = environment.federation().pauses();
        PauseLedger.Snapshotting begun = snapshotting == null ? pauses.snapshotsBegin(now) : snapshotting;
        pauses.snapshotsTaken(begun, environment.settings().cluster(), backup.namespace() + "/" + backup.name(), now);
        Tso tso = environment.federation().nextTso(now);
        snapshotTso = Optional.of(tso);
        StoredBackup stored = new StoredBackup(
                backup.spec("br", "cluster"),
                cluster.map(TidbClusterView::tikvReplicas).orElse(0),
                cluster.map(TidbClusterView::tikvVolumes).orElse(0),
                cluster.map(TidbClusterView::tiflashReplicas).orElse(0),
                scriptedTso().orElse(tso));
        environment.federation().bucket().put(location(), stored);
        return next(Stage.TAKEN);
    }

    private Optional<Tso> scriptedTso() {
        return gates.value(BackupScript.COMMIT_TS, String.class)
                .filter(text -> !text.isEmpty())
                .map(Tso::parse);
    }

    private Step commit() {
        Optional<Step> ends = ends(BackupStage.VOLUME_COMPLETE);
        if (ends.isPresent()) {
            return ends.get();
        }
        String commitTs = gates.value(BackupScript.COMMIT_TS, String.class)
                .orElseGet(() -> snapshotTso
                        .orElseGet(() -> environment
                                .federation()
                                .nextTso(environment.runtime().now()))
                        .toString());
        backup.edit(status -> {
            status.progress(PROGRESS, 100);
            if (!commitTs.isEmpty()) {
                status.put("commitTs", commitTs);
            }
        });
        return next(Stage.COMMITTED);
    }

    private Step complete() {
        backup.edit(status -> status.condition("VolumeBackupComplete")
                .put("timeStarted", StatusEdit.time(started))
                .putNow("timeCompleted")
                .put("timeTaken", taken()));
        return next(Stage.COMPLETED);
    }

    private Step measure() {
        backup.edit(status -> {
            sizes(status);
            status.putNow("timeCompleted").put("timeTaken", taken());
        });
        job.succeed();
        return next(Stage.ENDED);
    }

    private void sizes(StatusEdit status) {
        ByteSize size = gates.value(BackupScript.SIZE, ByteSize.class).orElse(DEFAULT_SIZE);
        status.put("backupSize", size.bytes()).put("backupSizeReadable", size.toString());
        status.put("incrementalBackupSize", size.bytes()).put("incrementalBackupSizeReadable", size.toString());
    }

    private String taken() {
        return GoDuration.text(Duration.between(started, environment.runtime().now()));
    }

    /** What to do instead of ending a stage well; empty if it ends well now. */
    private Optional<Step> ends(BackupStage ending) {
        Optional<Step> wait = gates.wait(ending);
        if (wait.isPresent()) {
            return Optional.of(Step.first(List.of(this::progress, wait::get)));
        }
        return gates.fault(ending).map(this::faulty);
    }

    private Step faulty(StageFault fault) {
        if (fault.is(StageFault.Kind.KILLED)) {
            return fail();
        }
        backup.edit(status -> {
            status.condition(fault.content());
            if (stage == Stage.TAKEN) {
                sizes(status);
            }
        });
        return fault.content().type().equals("RetryFailed") ? Step.NONE : next(Stage.FAILING);
    }

    private Step fail() {
        job.fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        return next(Stage.ENDED);
    }

    /** BR logs its progress every second, and the pod passes it on. */
    private Step progress() {
        Duration interval = environment.settings().progressInterval();
        long due = progressAt + interval.toNanos() - environment.runtime().elapsedNanos();
        if (due > 0) {
            return Step.in(Duration.ofNanos(due));
        }
        progressAt = environment.runtime().elapsedNanos();
        progress = Math.min(progress + 1, 99);
        backup.edit(status -> status.progress(PROGRESS, progress));
        return Step.DONE;
    }

    private Step next(Stage next) {
        stage = next;
        return Step.DONE;
    }

    /** Ends the job as the operator does when the object is being deleted. Idempotent. */
    void endByOperator() {
        job.delete();
        stage = Stage.ENDED;
    }

    void jobDeleted(String uid) {
        job.lost(uid);
    }
}
