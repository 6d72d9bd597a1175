package io.brfed.testkit;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Tso;
import io.brfed.plane.PauseState;
import io.brfed.testkit.tidb.RestoreOutcome;
import java.util.List;
import java.util.Optional;

/** The work behind one member of a restore: volumes, TiKV, data, service. */
final class RestoreWork implements MemberWork {
    private final World world;
    private final PlaneScript script;
    private final MemberRecord member;
    private final Steps.Reporter reporter;
    private final Steps steps;

    RestoreWork(World world, PlaneScript script, MemberRecord member, Steps.Reporter reporter) {
        this.world = world;
        this.script = script;
        this.member = member;
        this.reporter = reporter;
        this.steps = new Steps(world, member.member().cluster(), script, reporter);
        steps.created();
    }

    @Override
    public void told(Phase phase) {
        if (member.ended()) {
            return;
        }
        switch (phase) {
            case RESTORE_VOLUME -> steps.begin(Condition.VOLUMES_RESTORED);
            case RESTORE_DATA -> steps.begin(Condition.DATA_RESTORED, this::recover);
            case RESTORE_FINISH -> steps.begin(Condition.COMPLETE);
            case INITIALIZE, EXECUTE, RESUME, TEARDOWN ->
                throw new IllegalArgumentException(phase + " is no phase of a restore");
        }
        steps.told(phase);
    }

    @Override
    public void reaching(Condition condition) {
        if (condition == Condition.VOLUMES_RESTORED) {
            member.commitTs(sourceTimestamp());
            world.restoring(member.stamp().id()).made(member.member(), source());
        }
    }

    @Override
    public void reached(Condition condition) {
        switch (condition) {
            case VOLUMES_RESTORED ->
                steps.begin(script.warmUp() == WarmUp.NONE ? Condition.TIKV_READY : Condition.WARM_UP_STARTED);
            case WARM_UP_STARTED -> {
                steps.begin(Condition.WARM_UP_COMPLETE);
                if (script.warmUp() == WarmUp.ASYNC) {
                    steps.begin(Condition.TIKV_READY);
                }
            }
            case WARM_UP_COMPLETE -> warmedUp();
            case FAILED, INVALID -> steps.stop();
            default -> {}
        }
        steps.reached(condition);
    }

    @Override
    public Optional<PauseState> lookAtPause() {
        return Optional.empty();
    }

    @Override
    public void breakPause(String part) {}

    @Override
    public void abandon() {
        steps.stopAll();
    }

    private void warmedUp() {
        switch (script.warmUp()) {
            case SYNC -> steps.begin(Condition.TIKV_READY);
            case CHECK_WAL_ONLY -> steps.begin(Condition.COMPLETE);
            case NONE, ASYNC -> {}
        }
    }

    /** Brings the data of every member's volumes to this member's timestamp. */
    private void recover() {
        Optional<RestoreOutcome> outcome = member.commitTs()
                .flatMap(commitTs -> world.restoring(member.stamp().id()).recover(commitTs));
        if (outcome.isPresent() && outcome.get() instanceof RestoreOutcome.Crashed crash) {
            reporter.report(Condition.FAILED, crash.reason().name(), crash.detail());
        } else {
            steps.finish(Condition.DATA_RESTORED);
        }
    }

    private StoredPart source() {
        StoredPart stored = member.request().source().map(world.storage()::get).orElse(null);
        return stored == null ? new StoredPart(sourceTimestamp(), null, List.of(), null) : stored;
    }

    private Tso sourceTimestamp() {
        return member.request()
                .source()
                .flatMap(location -> Optional.ofNullable(world.storage().get(location)))
                .map(StoredPart::commitTs)
                .or(script::commitTs)
                .orElseGet(() -> Tso.at(member.createdAt()));
    }
}
