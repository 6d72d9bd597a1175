package io.brfed;

import java.time.Duration;
import java.util.Objects;

/**
 * How often and how long the control loop asks. Immutable; the {@code with…} methods return a copy.
 *
 * @param call how long one call to a data plane may take. Default: 10 seconds
 * @param callInPause the same while the pause is held. Default: 5 seconds
 * @param poll how often a member is looked at if its data plane pushes no changes. Default: 15 seconds
 * @param pollInPause the same while the pause is held. Default: 1 second
 * @param pollPushed how often a member is looked at although its data plane pushes changes, in case a change was missed.
 *     Default: 30 seconds
 * @param pollPushedInPause the same while the pause is held. Default: 15 seconds
 * @param check how long the checks before the first effect may take for one member. Default: 2 minutes
 * @param unknownOutcome how long the outcome of a write without an answer is looked for before it is reported as left
 *     behind; longer than an API server works on a request (60 seconds). Default: 2 minutes
 * @param alone how long an operation that found another one beside itself after its first write waits until that one has
 *     yielded, before it yields as well; no longer than the pause that may be held meanwhile ought to be held for nothing.
 *     Default: 30 seconds
 * @since 0.1.0
 */
public record Pacing(
        Duration call,
        Duration callInPause,
        Duration poll,
        Duration pollInPause,
        Duration pollPushed,
        Duration pollPushedInPause,
        Duration check,
        Duration unknownOutcome,
        Duration alone) {
    private static final Duration DEFAULT_CALL = Duration.ofSeconds(10);
    private static final Duration DEFAULT_CALL_IN_PAUSE = Duration.ofSeconds(5);
    private static final Duration DEFAULT_POLL = Duration.ofSeconds(15);
    private static final Duration DEFAULT_POLL_IN_PAUSE = Duration.ofSeconds(1);
    private static final Duration DEFAULT_POLL_PUSHED = Duration.ofSeconds(30);
    private static final Duration DEFAULT_POLL_PUSHED_IN_PAUSE = Duration.ofSeconds(15);
    private static final Duration DEFAULT_CHECK = Duration.ofMinutes(2);
    private static final Duration DEFAULT_UNKNOWN_OUTCOME = Duration.ofMinutes(2);
    private static final Duration DEFAULT_ALONE = Duration.ofSeconds(30);

    /** Refuses a duration that is zero or negative with {@link IllegalArgumentException}. */
    public Pacing {
        positive(call, "call");
        positive(callInPause, "callInPause");
        positive(poll, "poll");
        positive(pollInPause, "pollInPause");
        positive(pollPushed, "pollPushed");
        positive(pollPushedInPause, "pollPushedInPause");
        positive(check, "check");
        positive(unknownOutcome, "unknownOutcome");
        positive(alone, "alone");
    }

    /** The defaults. */
    public static Pacing defaults() {
        return new Pacing(
                DEFAULT_CALL,
                DEFAULT_CALL_IN_PAUSE,
                DEFAULT_POLL,
                DEFAULT_POLL_IN_PAUSE,
                DEFAULT_POLL_PUSHED,
                DEFAULT_POLL_PUSHED_IN_PAUSE,
                DEFAULT_CHECK,
                DEFAULT_UNKNOWN_OUTCOME,
                DEFAULT_ALONE);
    }

    /** A copy with other limits for one call, outside and inside the pause. */
    public Pacing withCalls(Duration outside, Duration inPause) {
        return new Pacing(
                outside, inPause, poll, pollInPause, pollPushed, pollPushedInPause, check, unknownOutcome, alone);
    }

    /** A copy with other intervals for data planes that push no changes, outside and inside the pause. */
    public Pacing withPolls(Duration outside, Duration inPause) {
        return new Pacing(
                call, callInPause, outside, inPause, pollPushed, pollPushedInPause, check, unknownOutcome, alone);
    }

    /** A copy with other intervals for data planes that push changes, outside and inside the pause. */
    public Pacing withPollsPushed(Duration outside, Duration inPause) {
        return new Pacing(call, callInPause, poll, pollInPause, outside, inPause, check, unknownOutcome, alone);
    }

    /** A copy with another limit for the checks of one member. */
    public Pacing withCheck(Duration limit) {
        return new Pacing(
                call, callInPause, poll, pollInPause, pollPushed, pollPushedInPause, limit, unknownOutcome, alone);
    }

    /** A copy with another limit for the wait until an operation that began at the same time has yielded. */
    public Pacing withAlone(Duration limit) {
        return new Pacing(
                call, callInPause, poll, pollInPause, pollPushed, pollPushedInPause, check, unknownOutcome, limit);
    }

    private static void positive(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be longer than zero");
        }
    }
}
