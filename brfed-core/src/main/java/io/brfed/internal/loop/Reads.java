package io.brfed.internal.loop;

import io.brfed.Pacing;
import io.brfed.api.FederationEvent;
import io.brfed.internal.protocol.Decision.Tempo;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads members for the loop. */
final class Reads {
    /** From one call of a member that does not answer to the next it takes the limit of a call, twice that to be safe, */
    private static final int CALLS_BETWEEN = 2;
    /** and no longer waits than the backoff and the circuit breaker's. */
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private final ControlLoop loop;
    private final Calls calls;
    private final Pacing pacing;

    Reads(ControlLoop loop, Calls calls, Pacing pacing) {
        this.loop = loop;
        this.calls = calls;
        this.pacing = pacing;
    }

    /** Begins the read that is due, if any. */
    void run(MemberHandle handle) {
        // What is read while a write is under way may tell of the time before it and would not count.
        if (loop.ended() || handle.writing) {
            return;
        }
        Freshness freshness = handle.observations.due(loop.tempo(), interval(handle));
        if (freshness == null) {
            return;
        }
        handle.confirming = freshness == Freshness.CONFIRM;
        Instant began = loop.clock().now();
        int writesBefore = handle.writes;
        CompletionStage<MemberState> read = calls.read(
                "reading member " + handle.cluster.name(),
                limit(),
                () -> handle.cluster.plane().observe(handle.request.member(), freshness, limit()),
                late -> loop.late(handle, late));
        Calls.whenEnded(
                read,
                (state, error) -> loop.guarded(() -> {
                            if (loop.ended()) {
                                return;
                            }
                            handle.confirming = false;
                            if (error != null || state == null) {
                                failed(handle, began, error);
                            } else if (handle.writing || handle.writes != writesBefore) {
                                overtaken(handle, freshness);
                            } else {
                                answered(handle, state, freshness);
                            }
                        })
                        .run());
    }

    /**
     * A process that was stopped knows nothing of the time in which it asked nobody: silence counts anew from when it goes
     * on. Of a member that is asked again and again the last question is never as old as that.
     */
    void doubtOldSilence(MemberHandle handle) {
        Duration longest = limit().multipliedBy(CALLS_BETWEEN).plus(BETWEEN);
        if (handle.outage().isPresent() && handle.observations.lastAsked().compareTo(longest) > 0) {
            handle.silentAnew(loop.clock().now());
        }
    }

    /** When to look again for a due read. */
    Duration nextLook(MemberHandle handle) {
        if (handle.observations.reading() || handle.writing) {
            return pacing.call();
        }
        Duration left = handle.observations
                .nextLook(interval(handle))
                .minus(loop.scheduler().elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** A read that a write ran across may tell of the time before it. */
    private void overtaken(MemberHandle handle, Freshness freshness) {
        handle.observations.answered();
        handle.observations.want(freshness);
        if (!handle.writing) {
            run(handle);
        }
    }

    private void answered(MemberHandle handle, MemberState state, Freshness freshness) {
        boolean wasOut = handle.outage().isPresent();
        MemberHandle.Take take = handle.read(state, freshness, loop.stamp());
        handle.observations.answered();
        if (wasOut) {
            loop.tell(new FederationEvent.MemberReachable(loop.clock().now(), handle.cluster.name()));
        }
        if (take == MemberHandle.Take.NOTHING_NEW && freshness != Freshness.CONFIRM) {
            loop.rearmSoon();
            return;
        }
        if (take == MemberHandle.Take.DOUBTED) {
            handle.observations.again(freshness == Freshness.KNOWN ? Freshness.LIVE : freshness, loop.tempo());
        } else {
            handle.confirmed |= freshness == Freshness.CONFIRM;
            loop.learn(handle, state);
        }
        loop.turnSoon();
    }

    private void failed(MemberHandle handle, Instant began, @Nullable Throwable error) {
        String text = error == null || error.getMessage() == null ? "no answer" : error.getMessage();
        boolean first = handle.outage().isEmpty();
        handle.unanswered(began, text);
        handle.observations.failed(loop.tempo(), error == null ? new IllegalStateException(text) : error);
        loop.confirmAnew();
        if (first) {
            loop.tell(new FederationEvent.MemberUnreachable(loop.clock().now(), handle.cluster.name(), text));
        }
        loop.turnSoon();
    }

    private Duration interval(MemberHandle handle) {
        Subscription subscription = handle.subscription;
        Subscription.Delivery delivery = subscription == null ? Subscription.Delivery.NONE : subscription.delivery();
        return handle.unsure().isPresent()
                ? pacing.pollInPause()
                : handle.observations.interval(loop.tempo(), delivery);
    }

    private Duration limit() {
        return loop.tempo() == Tempo.IN_PAUSE ? pacing.callInPause() : pacing.call();
    }
}
