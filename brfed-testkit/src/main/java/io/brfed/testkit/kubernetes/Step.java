package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What came of asking somebody to do the next thing: something was done, nothing is to be done yet, or at a time. */
final class Step {

    /** Something was done; ask again at once. */
    static final Step DONE = new Step(true, Long.MAX_VALUE);
    /** Nothing is to be done until something changes. */
    static final Step NONE = new Step(false, Long.MAX_VALUE);

    private final boolean done;
    private final long againNanos;

    private Step(boolean done, long againNanos) {
        this.done = done;
        this.againNanos = againNanos;
    }

    /** Nothing is to be done before that time has passed. */
    static Step in(Duration delay) {
        return new Step(false, Math.max(delay.toNanos(), 1));
    }

    /** Asks one after the other until one has done something. */
    static Step first(List<Supplier<Step>> participants) {
        long again = Long.MAX_VALUE;
        for (Supplier<Step> participant : participants) {
            Step step = participant.get();
            if (step.done) {
                return step;
            }
            again = Math.min(again, step.againNanos);
        }
        return again == Long.MAX_VALUE ? NONE : new Step(false, again);
    }

    boolean done() {
        return done;
    }

    /** Whether to ask again after {@link #delay()} even if nothing changes. */
    boolean timed() {
        return againNanos != Long.MAX_VALUE;
    }

    Duration delay() {
        return Duration.ofNanos(againNanos);
    }
}
