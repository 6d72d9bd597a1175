package io.brfed.internal.loop;

import io.brfed.Pacing;
import io.brfed.api.FederationEvent;
import io.brfed.api.LeftBehind;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import io.brfed.internal.protocol.Decision.Tempo;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes to members for the loop: one at a time to each, tried again as its failure allows. */
final class Writes {
    private record Attempt(String what, Phase phase) {}

    private final ControlLoop loop;
    private final Calls calls;
    private final Pacing pacing;

    Writes(ControlLoop loop, Calls calls, Pacing pacing) {
        this.loop = loop;
        this.calls = calls;
        this.pacing = pacing;
    }

    void declare(MemberHandle handle, Declaration declaration) {
        if (held(handle)) {
            return;
        }
        if (declaration.phase() == Phase.INITIALIZE) {
            loop.pauseAsked(handle);
        }
        String what = "declaring " + declaration.phase() + " to member " + handle.cluster.name();
        write(
                handle,
                new Attempt(what, declaration.phase()),
                () -> handle.cluster.plane().declare(declaration, limit()),
                answer -> declared(handle, declaration, answer, what));
    }

    /** What goes on its own need not be told twice. */
    void delete(MemberHandle handle, Deletion deletion) {
        if (held(handle) || (handle.going && handle.view().deleting())) {
            return;
        }
        write(
                handle,
                new Attempt("deleting member " + handle.cluster.name(), Phase.TEARDOWN),
                () -> handle.cluster.plane().delete(deletion, limit()),
                answer -> {
                    handle.written(answer, loop.stamp());
                    handle.going = handle.view().deleting();
                    loop.learn(handle, answer);
                });
    }

    private boolean held(MemberHandle handle) {
        return handle.writing || loop.scheduler().elapsed().compareTo(handle.writeNotBefore) < 0;
    }

    private void write(
            MemberHandle handle,
            Attempt attempt,
            Supplier<CompletionStage<MemberState>> call,
            Consumer<MemberState> answered) {
        handle.writing = true;
        handle.observations.writes();
        Calls.whenEnded(
                calls.write(attempt.what(), limit(), call, late -> loop.late(handle, late)),
                (answer, error) -> loop.guarded(() -> {
                            handle.writing = false;
                            handle.writes++;
                            if (loop.ended()) {
                                return;
                            }
                            if (answer != null) {
                                answered.accept(answer);
                            } else if (error instanceof ProviderException failure) {
                                failed(handle, attempt, failure);
                            }
                            loop.turnSoon();
                        })
                        .run());
    }

    private void declared(MemberHandle handle, Declaration declaration, MemberState answer, String what) {
        handle.written(answer, loop.stamp());
        loop.learn(handle, answer);
        if (took(declaration, answer)) {
            loop.accepted(handle, declaration.phase());
        } else if (answer.presence() == MemberState.Presence.LIVE) {
            again(handle, what, "the member answered " + answer);
        }
    }

    private static boolean took(Declaration declaration, MemberState answer) {
        Stamp stamp = answer.stamp().orElse(null);
        boolean told = answer.desired()
                .map(desired -> desired.reached(declaration.phase()))
                .orElse(false);
        boolean failedWanted = declaration.stamp().failed();
        boolean failedKept = stamp != null && stamp.failed();
        boolean goesOn = stamp != null
                && stamp.reopened().times() >= declaration.stamp().reopened().times();
        return told
                && goesOn
                && stamp != null
                && stamp.id().equals(declaration.stamp().id())
                && (!failedWanted || failedKept);
    }

    private void failed(MemberHandle handle, Attempt attempt, ProviderException failure) {
        String what = attempt.what();
        String error = failure.getMessage() == null ? failure.fault().name() : failure.getMessage();
        switch (failure.fault()) {
            case RETRY -> again(handle, what, error);
            case BUSY_UNTIL -> {
                again(handle, what, error);
                failure.busyFor().ifPresent(busy -> handle.writeNotBefore = later(handle.writeNotBefore, busy));
            }
            case GONE -> handle.observations.want(Freshness.LIVE);
            case REFUSED -> {
                handle.refused(attempt.phase(), error);
                again(handle, what, error);
            }
            case UNREACHABLE -> {
                outage(handle, error);
                again(handle, what, error);
            }
            case OUTCOME_UNKNOWN -> {
                handle.unknown(loop.clock().now());
                handle.observations.want(Freshness.LIVE);
                again(handle, what, error);
            }
        }
    }

    private void outage(MemberHandle handle, String error) {
        if (handle.outage().isEmpty()) {
            loop.tell(new FederationEvent.MemberUnreachable(loop.clock().now(), handle.cluster.name(), error));
        }
        handle.unanswered(loop.clock().now(), error);
    }

    private void again(MemberHandle handle, String what, String error) {
        if (!handle.hasRefused()) {
            handle.writeFailed(loop.clock().now(), error);
        }
        handle.writeAttempts++;
        Duration pause = Observations.backoff(handle.writeAttempts, loop.tempo());
        handle.writeNotBefore = loop.scheduler().elapsed().plus(pause);
        loop.tell(new FederationEvent.Retrying(loop.clock().now(), handle.cluster.name(), what, error, pause));
    }

    private Duration later(Duration moment, Duration busy) {
        Duration until = loop.scheduler().elapsed().plus(busy);
        return until.compareTo(moment) > 0 ? until : moment;
    }

    /**
     * A write that was not seen to take effect for so long is reported rather than waited for. Of a member that does not
     * answer nothing can be seen: its write stays unknown.
     */
    void expireUnknown(MemberHandle handle) {
        handle.unsure()
                .filter(since -> handle.outage().isEmpty())
                .filter(since -> !loop.clock().now().isBefore(since.plus(pacing.unknownOutcome())))
                .ifPresent(since -> {
                    handle.giveUpOnUnknown();
                    loop.chronicle()
                            .leave(LeftBehind.in(
                                    handle.cluster.name(),
                                    "a write at " + since + " had no answer and was not seen to take effect",
                                    "if the member appears later, delete the operation once more"));
                });
    }

    private Duration limit() {
        return loop.tempo() == Tempo.IN_PAUSE ? pacing.callInPause() : pacing.call();
    }
}
