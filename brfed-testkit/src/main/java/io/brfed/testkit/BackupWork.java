package io.brfed.testkit;

import io.brfed.api.BackupLocation;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.plane.PauseState;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.tidb.Capture;
import io.brfed.testkit.tidb.FakeTidbCluster;
import io.brfed.testkit.tidb.FakeTikv;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The work behind one member of a backup: the pause, the snapshots, the end. */
final class BackupWork implements MemberWork {
    private static final Duration SETTLING = Duration.ofMillis(500);

    private final World world;
    private final PlaneScript script;
    private final MemberRecord member;
    private final Steps.Reporter reporter;
    private final Steps steps;
    private final PauseWork pause;
    private boolean executing;
    private Duration executeBegan = Duration.ZERO;
    private final Map<StoreId, Capture> taken = new TreeMap<>();
    private final List<Scheduler.Timer> captures = new ArrayList<>();
    private @Nullable Tso resolvedTs;

    BackupWork(World world, PlaneScript script, MemberRecord member, Steps.Reporter reporter) {
        this.world = world;
        this.script = script;
        this.member = member;
        this.reporter = reporter;
        this.steps = new Steps(world, member.member().cluster(), script, reporter);
        this.pause = new PauseWork(world, script, member, reporter);
        steps.created();
    }

    @Override
    public void told(Phase phase) {
        if (member.has(Condition.INVALID) && script.endsPauseEarly() && phase.reached(Phase.RESUME)) {
            // The operator no longer looks at it, so the data plane ends the job that holds the pause.
            pause.end();
        }
        if (member.ended()) {
            if (script.direct() && phase == Phase.TEARDOWN && member.has(Condition.INITIALIZED)) {
                reporter.report(Condition.PAUSE_ENDED, "", "");
            }
            return;
        }
        switch (phase) {
            case INITIALIZE -> {
                pause.begin();
                // The TiDB cluster feels the pause before the member knows that all of it is in place.
                script.duration(Condition.INITIALIZED)
                        .ifPresent(duration -> steps.at(duration.dividedBy(2), this::graspEarly));
                steps.begin(Condition.INITIALIZED, this::initialize);
            }
            case EXECUTE -> {
                executing = true;
                executeBegan = world.elapsed();
                beginCaptures();
                steps.begin(Condition.SNAPSHOTS_CREATED, this::snapshotsCreated);
            }
            case RESUME -> resume();
            case TEARDOWN -> tearDown();
            case RESTORE_VOLUME, RESTORE_DATA, RESTORE_FINISH ->
                throw new IllegalArgumentException(phase + " is no phase of a backup");
        }
        steps.told(phase);
    }

    @Override
    public void reaching(Condition condition) {
        switch (condition) {
            case INITIALIZED -> pause.take();
            case SNAPSHOTS_CREATED -> captured();
            case VOLUMES_COMPLETE -> finishVolumes();
            case PAUSE_ENDED -> pause.giveBack();
            case INITIALIZE_FAILED, FAILED, COMPLETE -> pause.end();
            default -> {}
        }
    }

    @Override
    public void reached(Condition condition) {
        switch (condition) {
            case SNAPSHOTS_CREATED -> {
                steps.begin(Condition.VOLUMES_COMPLETE);
                if (isTold(Phase.RESUME)) {
                    resume();
                }
            }
            case INITIALIZE_FAILED -> {
                steps.stop(Condition.INITIALIZED);
                steps.stop(Condition.PAUSE_ENDED);
            }
            case VOLUMES_FAILED, FAILED, INVALID -> {
                steps.stop();
                stopCaptures();
                executing = false;
            }
            case VOLUMES_COMPLETE -> executing = false;
            case COMPLETE -> steps.stop();
            default -> {}
        }
        steps.reached(condition);
        if (isTold(Phase.TEARDOWN) && !member.ended()) {
            tearDown();
        }
    }

    @Override
    public Optional<PauseState> lookAtPause() {
        return pause.look();
    }

    @Override
    public void breakPause(String part) {
        pause.breakApart(part);
    }

    @Override
    public void abandon() {
        steps.stopAll();
        stopCaptures();
        pause.end();
    }

    private void graspEarly() {
        if (!member.ended() && !member.has(Condition.INITIALIZE_FAILED)) {
            pause.graspAll();
        }
    }

    /** The pause counts as taken once every region has come to rest. */
    private void initialize() {
        if (pause.grasp()) {
            steps.finish(Condition.INITIALIZED);
        } else if (pause.begun() && !member.ended() && !member.has(Condition.INITIALIZE_FAILED)) {
            steps.at(SETTLING, this::initialize);
        }
    }

    /** Each instance is captured at an instant of its own between the request and its answer. */
    private void beginCaptures() {
        FakeTidbCluster tidb = world.tidb();
        Optional<Duration> within = script.duration(Condition.SNAPSHOTS_CREATED);
        if (tidb == null || script.commitTs().isPresent() || within.isEmpty()) {
            return;
        }
        resolvedTs = tidb.pd().minResolvedTs();
        for (FakeTikv store : tidb.storesIn(member.member().cluster())) {
            long span = within.get().toNanos() + 1;
            Duration after = Duration.ofNanos(Math.floorMod(world.scheduler().nextRandom(), span));
            captures.add(world.later(after, () -> taken.put(store.id(), store.capture())));
        }
    }

    private void stopCaptures() {
        captures.forEach(Scheduler.Timer::cancel);
        captures.clear();
    }

    /** Everything that was captured; what is not yet is captured now. */
    private List<Capture> captures() {
        FakeTidbCluster tidb = world.tidb();
        stopCaptures();
        if (tidb != null && script.commitTs().isEmpty()) {
            for (FakeTikv store : tidb.storesIn(member.member().cluster())) {
                if (!taken.containsKey(store.id())) {
                    taken.put(store.id(), store.capture());
                }
            }
        }
        return List.copyOf(taken.values());
    }

    /** TiDB Operator looks for its snapshots only until it is told to tear down. */
    private void snapshotsCreated() {
        if (isTold(Phase.TEARDOWN)) {
            captured();
            steps.begin(Condition.VOLUMES_COMPLETE);
        } else {
            steps.finish(Condition.SNAPSHOTS_CREATED);
        }
    }

    private void resume() {
        if (!pause.begun()) {
            return;
        }
        if (script.direct()) {
            steps.stop(Condition.INITIALIZED);
            steps.begin(Condition.PAUSE_ENDED);
        } else if (member.has(Condition.SNAPSHOTS_CREATED)) {
            steps.begin(Condition.PAUSE_ENDED);
        } else if (failedVerdict() && script.endsPauseEarly()) {
            steps.stop(Condition.INITIALIZED);
            steps.begin(
                    Condition.PAUSE_ENDED,
                    () -> reporter.report(
                            Condition.INITIALIZE_FAILED, "InitializeJobDeleted", "the init job was deleted"));
        }
    }

    private void tearDown() {
        if (script.direct()) {
            steps.stop();
            stopCaptures();
            executing = false;
            if (pause.begun()) {
                reporter.report(Condition.PAUSE_ENDED, "", "");
            }
            steps.begin(Condition.COMPLETE, () -> end(failedVerdict()));
        } else if (!executing) {
            steps.stop(Condition.INITIALIZED);
            steps.stop(Condition.PAUSE_ENDED);
            pause.end();
            steps.begin(
                    Condition.COMPLETE,
                    () -> end(member.has(Condition.INITIALIZE_FAILED) || member.has(Condition.VOLUMES_FAILED)));
        }
    }

    private void end(boolean failed) {
        if (failed) {
            reporter.report(Condition.FAILED, "", "");
        } else {
            steps.finish(Condition.COMPLETE);
        }
    }

    private void captured() {
        List<Capture> captured = captures();
        SnapshotSet set = world.pauses()
                .captured(
                        new Pauses.Captured(member.member(), executeBegan, world.elapsed(), captured),
                        member.stamp().id(),
                        captured.isEmpty() ? null : world.tidb());
        world.witness(witness -> witness.captured(set));
        member.commitTs(script.commitTs()
                .or(member::commitTs)
                .or(() -> Optional.ofNullable(resolvedTs))
                .orElseGet(this::snapshotTime));
    }

    private void finishVolumes() {
        BackupLocation location = new BackupLocation("s3://fake/"
                + member.member().operation() + "-" + member.member().cluster());
        member.backedUp(script.size(), location);
        world.storage()
                .put(
                        location,
                        new StoredPart(
                                member.commitTs().orElseGet(this::snapshotTime),
                                taken.isEmpty() ? null : world.tidb(),
                                List.copyOf(taken.values()),
                                member.stamp().id()));
    }

    private Tso snapshotTime() {
        return Tso.at(world.scheduler().now().plus(script.clockAhead()));
    }

    private boolean isTold(Phase phase) {
        return member.desired().equals(Optional.of(phase));
    }

    private boolean failedVerdict() {
        return member.stamp().failed();
    }
}
