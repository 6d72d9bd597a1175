package io.brfed.internal.loop;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;

/** The time of one driver: the wall clock as it was when the driver began, moved on by the clock that never jumps. */
public final class LoopClock {
    private final Scheduler scheduler;
    private final Instant start;
    private final Duration origin;
    private Moment last;

    /** One moment on both clocks; kept because it is asked for many times in one task. */
    private record Moment(Duration elapsed, Instant now) {}

    /** Begins now. */
    public LoopClock(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.start = scheduler.now();
        this.origin = scheduler.elapsed();
        this.last = new Moment(origin, start);
    }

    /** The time. */
    public Instant now() {
        Duration elapsed = scheduler.elapsed();
        Moment moment = last;
        if (!moment.elapsed.equals(elapsed)) {
            moment = new Moment(elapsed, start.plus(elapsed.minus(origin)));
            last = moment;
        }
        return moment.now;
    }

    /** The time left until a moment, zero if it has passed. */
    public Duration until(Instant moment) {
        Duration left = Duration.between(now(), moment);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
