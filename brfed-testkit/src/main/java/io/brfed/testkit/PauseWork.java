package io.brfed.testkit;

import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.Tso;
import io.brfed.api.Verdict;
import io.brfed.plane.Closing;
import io.brfed.plane.PauseState;
import io.brfed.spi.Scheduler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pause that one initializing member takes, holds, and gives back or loses. */
final class PauseWork {
    private static final long ID_HIGH_WATER = 1_000_000;

    private final World world;
    private final PlaneScript script;
    private final MemberRecord member;
    private final Steps.Reporter reporter;
    private boolean begun;
    private Scheduler.@Nullable Timer expiry;

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
        begun = true;
        member.pause(new PauseState(
                Optional.empty(),
                member.createdAt().plus(script.pauseLimit()),
                script.pauseLag(),
                PauseState.Hold.UNKNOWN,
                ""));
        expiry = world.later(script.pauseLimit(), this::expire);
    }

    void take() {
        world.pauses().take(id(), member.member(), world.elapsed());
        world.log(member.member().cluster(), "pause taken", id());
        world.witness(witness -> witness.pauseTaken(member.member(), id()));
        if (script.direct()) {
            member.pause().ifPresent(pause -> {
                Optional<String> identity = Optional.of("pause-" + id());
                member.pause(new PauseState(identity, pause.endsBy(), pause.lag(), PauseState.Hold.HELD, ""));
            });
        }
    }

    /** Ends the pause as it was asked for; a direct plane proves that it held until then. */
    void giveBack() {
        boolean held = world.pauses().heldBy(member.member());
        boolean succeeds =
                member.stamp().verdict().filter(Verdict.Ok.class::isInstance).isPresent();
        if (script.direct() && held && succeeds) {
            say(PauseState.Hold.PROVEN, "");
            member.closing(new Closing(Tso.at(world.scheduler().now()), ID_HIGH_WATER));
        }
        end();
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

    private void release() {
        if (world.pauses().end(id())) {
            world.log(member.member().cluster(), "pause ended", id());
            world.witness(witness -> witness.pauseEnded(member.member(), id()));
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
