package io.brfed.internal.loop;

import io.brfed.Pacing;
import io.brfed.internal.protocol.Decision.Tempo;
import io.brfed.plane.Freshness;
import io.brfed.plane.Subscription;
import io.brfed.spi.Scheduler;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When a member is to be read: after a notification, now and then, and with growing pauses while it does not answer. A
 * circuit breaker keeps reads from a cluster that is down; writes never ask it. Touched by tasks of the loop only.
 */
final class Observations {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
    private static final Duration LONGEST_BACKOFF_IN_PAUSE = Duration.ofSeconds(1);
    private static final int FAILURES_TO_OPEN = 5;
    private static final int TOGETHER = 20;

    private static final int LONGEST_AFTER = 20;

    private static final List<Duration> CALM = backoffs(LONGEST_BACKOFF);
    private static final List<Duration> IN_PAUSE = backoffs(LONGEST_BACKOFF_IN_PAUSE);

    private final Scheduler scheduler;
    private final Pacing pacing;
    private final String name;

    /** Exists from a failure to the next answer: until then it would let everything through. */
    private @Nullable CircuitBreaker breaker;

    private @Nullable Freshness wanted;
    private boolean reading;
    private int failures;
    private Duration notBefore;
    private Duration lastRead;
    private Duration asked;

    Observations(String name, Scheduler scheduler, Pacing pacing) {
        this.name = name;
        this.scheduler = scheduler;
        this.pacing = pacing;
        this.notBefore = scheduler.elapsed();
        this.lastRead = scheduler.elapsed();
        this.asked = scheduler.elapsed();
    }

    private CircuitBreaker newBreaker() {
        return CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                FAILURES_TO_OPEN, FAILURES_TO_OPEN, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(LONGEST_BACKOFF)
                        .clock(new ElapsedClock(scheduler))
                        .currentTimestampFunction(clock -> scheduler.elapsed().toNanos(), TimeUnit.NANOSECONDS)
                        .build());
    }

    /** Time until the next attempt after so many failures. */
    static Duration backoff(int attempts, Tempo tempo) {
        List<Duration> backoffs = switch (tempo) {
            case IN_PAUSE -> IN_PAUSE;
            case CALM -> CALM;
        };
        return backoffs.get(Math.max(1, Math.min(attempts, LONGEST_AFTER)) - 1);
    }

    private static List<Duration> backoffs(Duration longest) {
        IntervalFunction function = IntervalFunction.ofExponentialBackoff(FIRST_BACKOFF, 2, longest);
        return IntStream.rangeClosed(1, LONGEST_AFTER)
                .mapToObj(attempts -> Duration.ofMillis(function.apply(attempts)))
                .toList();
    }

    /** Asks for a read; the freshest wish counts. */
    void want(Freshness freshness) {
        wanted = wanted == null || freshness.compareTo(wanted) > 0 ? freshness : wanted;
    }

    /** The read to be made now, if one is due and none is under way. */
    @Nullable
    Freshness due(Tempo tempo, Duration interval) {
        Duration now = scheduler.elapsed();
        if (reading) {
            return null;
        }
        long full = interval.toNanos();
        // Members that are to be looked at at nearly the same time are looked at together and cost one decision.
        if (now.toNanos() - lastRead.toNanos() >= full - full / TOGETHER) {
            want(Freshness.LIVE);
        }
        Freshness next = wanted;
        if (next == null) {
            return null;
        }
        if (now.compareTo(notBefore) < 0) {
            return null;
        }
        boolean urgent = next == Freshness.CONFIRM || tempo == Tempo.IN_PAUSE;
        if (!urgent && breaker != null && !breaker.tryAcquirePermission()) {
            notBefore = now.plus(LONGEST_BACKOFF_IN_PAUSE);
            return null;
        }
        wanted = null;
        reading = true;
        asked = now;
        return next;
    }

    /** When to look again for a due read. */
    Duration nextLook(Duration interval) {
        Duration earliest = wanted == null ? lastRead.plus(interval) : scheduler.elapsed();
        return earliest.compareTo(notBefore) < 0 ? notBefore : earliest;
    }

    /** A write begins, which is answered or not as a read is. */
    void writes() {
        asked = scheduler.elapsed();
    }

    /** How long ago the last call began. */
    Duration lastAsked() {
        return scheduler.elapsed().minus(asked);
    }

    boolean reading() {
        return reading;
    }

    void answered() {
        reading = false;
        failures = 0;
        lastRead = scheduler.elapsed();
        notBefore = lastRead;
        breaker = null;
    }

    /** Notes a failed read and says when the next is made. */
    Duration failed(Tempo tempo, Throwable error) {
        reading = false;
        failures++;
        Duration pause = backoff(failures, tempo);
        notBefore = scheduler.elapsed().plus(pause);
        want(Freshness.LIVE);
        if (breaker == null) {
            breaker = newBreaker();
        }
        breaker.onError(0, TimeUnit.NANOSECONDS, error);
        return pause;
    }

    /** Reads again soon, although the last read was answered. */
    void again(Freshness freshness, Tempo tempo) {
        want(freshness);
        failures++;
        notBefore = scheduler.elapsed().plus(backoff(failures, tempo));
    }

    Duration interval(Tempo tempo, Subscription.Delivery delivery) {
        boolean pushed = delivery == Subscription.Delivery.PUSHED;
        return switch (tempo) {
            case IN_PAUSE -> pushed ? pacing.pollPushedInPause() : pacing.pollInPause();
            case CALM -> pushed ? pacing.pollPushed() : pacing.poll();
        };
    }
}
