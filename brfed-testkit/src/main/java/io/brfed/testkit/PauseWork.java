package io.brfed.testkit;

import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.Tso;
import io.brfed.api.Verdict;
import io.brfed.plane.Closing;
import io.brfed.plane.PauseState;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.tidb.FakeTidbCluster;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pause that one initializing member takes, holds, and gives back or loses. */
final class PauseWork {
    private static final long ID_HIGH_WATER = 1_000_000;
    private static final Duration OPERATOR_HOLD = Duration.ofSeconds(120);
    private static final Duration DIRECT_HOLD = Duration.ofSeconds(60);
    private static final int RENEWALS = 3;

    private final World world;
    private final PlaneScript script;
    private final MemberRecord member;
    private final Steps.Reporter reporter;
    private boolean begun;
    private Duration takenAt = Duration.ZERO;
    private @Nullable Grip grip;
    private @Nullable Tso agreed;
    private Scheduler.@Nullable Timer expiry;
    private Scheduler.@Nullable Timer renewal;

    PauseWork(World world, PlaneScript script, MemberRecord member, Steps.Reporter reporter) {
        this.world = world;
        this.script = script;
        this.member = member;
        this.reporter = reporter;
    }

    /** Whether work on the pause has begun and not ended; it may not be taken yet. */
    boolean begun() {
        return begun;
    }

    void begin() {
        script.reaches(PauseMoment.BEFORE);
        begun = true;
        member.pause(new PauseState(
                Optional.empty(),
                member.createdAt().plus(script.pauseLimit()),
                script.pauseLag(),
                PauseState.Hold.UNKNOWN,
                ""));
        expiry = world.later(script.pauseLimit(), this::expire);
    }

    /** Whether the pause is in place in the TiDB cluster; begins to take it if nobody has. */
    boolean grasp() {
        graspAll();
        return begun && (grip == null ? world.tidb() == null : grip.settled() && agree(grip));
    }

    /** A direct plane reads the timestamp once, and refuses one that garbage collection is not held below. */
    private boolean agree(Grip taken) {
        if (!script.direct() || agreed != null) {
            return true;
        }
        Tso resolved = taken.resolved();
        if (!taken.covers(resolved)) {
            reporter.report(
                    Condition.INITIALIZE_FAILED,
                    "ResolvedTsFell",
                    "the resolved timestamp fell to " + resolved + " while the pause was taken");
            return false;
        }
        agreed = resolved;
        return true;
    }

    /** Takes every part of the pause from the TiDB cluster. */
    void graspAll() {
        FakeTidbCluster tidb = world.tidb();
        if (tidb != null && begun && grip == null) {
            Grip taken = new Grip(
                    tidb,
                    "br-" + id(),
                    script.direct() ? DIRECT_HOLD : OPERATOR_HOLD,
                    script.direct() ? Grip.Scheduling.TAKEN_ONCE : Grip.Scheduling.RENEWED);
            if (!taken.take(script.pauseLimit())) {
                reporter.report(
                        Condition.INITIALIZE_FAILED,
                        "GcSafePoint",
                        "garbage collection has passed the resolved timestamp");
                return;
            }
            grip = taken;
            renewLater(taken);
            script.reaches(PauseMoment.BEING_TAKEN);
        }
    }

    /** The timestamp to restore to, as PD says now. */
    Optional<Tso> resolved() {
        return Optional.ofNullable(world.tidb()).map(tidb -> tidb.pd().minResolvedTs());
    }

    void take() {
        graspAll();
        takenAt = world.elapsed();
        world.pauses().take(id(), member.member(), takenAt);
        world.log(member.member().cluster(), "pause taken", id());
        world.witness(witness -> witness.pauseTaken(member.member(), id()));
        script.reaches(PauseMoment.TAKEN);
        if (script.direct()) {
            if (script.commitTs().isEmpty()) {
                Optional.ofNullable(agreed).or(this::resolved).ifPresent(member::commitTs);
            }
            member.pause().ifPresent(pause -> {
                Optional<String> identity = Optional.of("pause-" + id());
                member.pause(new PauseState(identity, pause.endsBy(), pause.lag(), PauseState.Hold.HELD, ""));
            });
        }
    }

    /** Ends the pause as it was asked for; a direct plane proves that it held until then. */
    void giveBack() {
        script.reaches(PauseMoment.BEING_GIVEN_BACK);
        boolean held = world.pauses().heldBy(member.member());
        boolean succeeds =
                member.stamp().verdict().filter(Verdict.Ok.class::isInstance).isPresent();
        String gap = gap();
        if (script.direct() && held && succeeds && !gap.isEmpty()) {
            say(PauseState.Hold.BROKEN, gap);
        } else if (script.direct() && held && succeeds) {
            say(PauseState.Hold.PROVEN, "");
            member.closing(new Closing(Tso.at(world.scheduler().now()), ID_HIGH_WATER));
        }
        end();
    }

    /** The part of the pause that has lapsed since it was in place; empty if all of it held. */
    private String gap() {
        FakeTidbCluster tidb = world.tidb();
        if (tidb == null || grip == null || !member.has(Condition.INITIALIZED)) {
            return "";
        }
        return Grip.gap(tidb, takenAt, world.elapsed());
    }

    void end() {
        if (begun) {
            begun = false;
            if (expiry != null) {
                expiry.cancel();
            }
            release();
        }
    }

    void breakApart(String part) {
        release();
        if (script.direct()) {
            say(PauseState.Hold.BROKEN, part);
        }
    }

    Optional<PauseState> look() {
        if (script.direct() || !script.seesPause() || !begun || !member.has(Condition.INITIALIZED)) {
            return member.pause();
        }
        boolean held = world.pauses().heldBy(member.member());
        return member.pause()
                .map(pause -> new PauseState(
                        pause.identity(),
                        pause.endsBy(),
                        pause.lag(),
                        held ? PauseState.Hold.HELD : PauseState.Hold.BROKEN,
                        held ? "" : "the init pod is not ready"));
    }

    private void expire() {
        if (member.has(Condition.INVALID)) {
            end();
        } else if (begun) {
            if (script.direct()) {
                say(PauseState.Hold.BROKEN, "the pause ended by itself");
            }
            reporter.report(
                    Condition.INITIALIZE_FAILED,
                    "InitializeJobCompletedOrFailed",
                    "the pause ended by itself after " + script.pauseLimit());
        }
    }

    private void renewLater(Grip taken) {
        Duration every = (script.direct() ? DIRECT_HOLD : OPERATOR_HOLD).dividedBy(RENEWALS);
        renewal = world.later(every, () -> {
            if (taken.held()) {
                boolean gcHeld = taken.renew();
                String gap = script.direct() ? gap() : "";
                if (!gap.isEmpty() || (script.direct() && !gcHeld)) {
                    say(PauseState.Hold.BROKEN, gap.isEmpty() ? "garbage collection is not held any more" : gap);
                }
                renewLater(taken);
            }
        });
    }

    private void release() {
        if (grip != null) {
            grip.release();
        }
        if (renewal != null) {
            renewal.cancel();
        }
        if (world.pauses().end(id())) {
            world.log(member.member().cluster(), "pause ended", id());
            world.witness(witness -> witness.pauseEnded(member.member(), id()));
            script.reaches(PauseMoment.AFTER);
        }
    }

    private void say(PauseState.Hold hold, String detail) {
        member.pause()
                .ifPresent(pause ->
                        member.pause(new PauseState(pause.identity(), pause.endsBy(), pause.lag(), hold, detail)));
    }

    private OperationId id() {
        return member.stamp().id();
    }
}
