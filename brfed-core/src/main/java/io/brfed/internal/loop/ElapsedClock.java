package io.brfed.internal.loop;

import io.brfed.spi.Scheduler;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The scheduler's elapsed time in the shape that the circuit breaker wants, so that it waits in no other time. */
final class ElapsedClock extends Clock {
    private final Scheduler scheduler;

    ElapsedClock(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plus(scheduler.elapsed());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("this clock is only for durations");
    }
}
