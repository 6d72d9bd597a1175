package io.brfed.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ProviderException;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final VirtualTime time = VirtualTime.create();
    private final List<String> ran = new ArrayList<>();

    @Test
    void standsStillUntilAdvanced() {
        time.schedule(SECOND, () -> ran.add("timer"));
        time.execute(() -> ran.add("task"));

        assertThat(ran).isEmpty();
        assertThat(time.now()).isEqualTo(VirtualTime.DEFAULT_START);
        assertThat(time.elapsed()).isZero();
    }

    @Test
    void runsWhatBecomesDueAtTheTimeItIsDue() {
        time.schedule(HOUR, () -> ran.add("hour at " + time.elapsed()));
        time.schedule(SECOND, () -> ran.add("second at " + time.elapsed()));

        time.advance(HOUR);

        assertThat(ran).containsExactly("second at PT1S", "hour at PT1H");
        assertThat(time.now()).isEqualTo(VirtualTime.DEFAULT_START.plus(HOUR));
    }

    @Test
    void leavesWhatIsNotDueYet() {
        time.schedule(HOUR, () -> ran.add("hour"));

        time.advance(HOUR.minusNanos(1));

        assertThat(ran).isEmpty();
        assertThat(time.pending()).containsExactly(HOUR);
    }

    @Test
    void runsWhatIsDueAtTheSameInstantInOrder() {
        time.schedule(SECOND, () -> time.execute(() -> ran.add("executed")));
        time.schedule(SECOND, () -> ran.add("first"));
        time.schedule(SECOND, () -> ran.add("second"));

        time.advance(SECOND);

        assertThat(ran).containsExactly("first", "second", "executed");
    }

    @Test
    void aSeedDecidesTheOrderOfTimersDueAtTheSameInstant() {
        assertThat(orderWithSeed(1)).isEqualTo(orderWithSeed(1)).hasSize(20);
        assertThat(orderWithSeed(1)).isNotEqualTo(orderWithSeed(2));
    }

    @Test
    void aSeedLeavesExecutedTasksInOrder() {
        VirtualTime seeded = VirtualTime.seeded(7);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            seeded.execute(() -> order.add(number));
        }

        seeded.advance(Duration.ZERO);

        assertThat(order).isSorted().hasSize(20);
    }

    @Test
    void doesNotRunWhatWasCancelled() {
        Scheduler.Timer timer = time.schedule(SECOND, () -> ran.add("timer"));

        timer.cancel();
        timer.cancel();
        time.advance(HOUR);

        assertThat(ran).isEmpty();
        assertThat(time.pending()).isEmpty();
    }

    @Test
    void aClockJumpMovesTheWallClockOnly() {
        time.schedule(HOUR, () -> ran.add("hour"));

        time.jumpClock(Duration.ofDays(-1));
        time.advance(SECOND);

        assertThat(time.now())
                .isEqualTo(VirtualTime.DEFAULT_START.minus(Duration.ofDays(1)).plus(SECOND));
        assertThat(time.elapsed()).isEqualTo(SECOND);
        assertThat(ran).isEmpty();
    }

    @Test
    void beginsWhereTold() {
        Instant start = Instant.parse("1999-12-31T23:59:59Z");

        assertThat(VirtualTime.startingAt(start).now()).isEqualTo(start);
    }

    @Test
    void stopsAtTheMomentTheConditionHolds() {
        time.schedule(SECOND, () -> ran.add("a"));
        time.schedule(HOUR, () -> ran.add("b"));

        assertThat(time.runUntil(() -> ran.contains("a"), HOUR)).isTrue();
        assertThat(time.elapsed()).isEqualTo(SECOND);
    }

    @Test
    void theLimitHasPassedWhenTheConditionNeverHolds() {
        assertThat(time.runUntil(() -> false, HOUR)).isFalse();
        assertThat(time.elapsed()).isEqualTo(HOUR);
    }

    @Test
    void idleMeansThatNoTaskIsLeft() {
        time.schedule(SECOND, () -> time.schedule(SECOND, () -> ran.add("second")));

        time.runUntilIdle(HOUR);

        assertThat(ran).containsExactly("second");
        assertThat(time.elapsed()).isEqualTo(SECOND.multipliedBy(2));
    }

    @Test
    void saysWhatIsWaitingWhenItDoesNotBecomeIdle() {
        time.schedule(HOUR, () -> ran.add("hour"));

        assertThatThrownBy(() -> time.runUntilIdle(SECOND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("still busy after PT1S of virtual time\n"
                        + "  now 2026-01-01T00:00:01Z, PT1S elapsed, 0 tasks run, 1 waiting for PT1H");
    }

    @Test
    void givesUpOnTasksThatGoInACircle() {
        time.maxEvents(100).execute(this::again);

        assertThatThrownBy(() -> time.advance(SECOND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("more than 100 tasks ran without an end")
                .hasMessageEndingWith("raise maxEvents.");
        assertThat(time.eventsRun()).isEqualTo(100);
    }

    @Test
    void awaitsTheValueOfAStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        time.schedule(SECOND, () -> stage.complete("done"));

        assertThat(time.await(stage, HOUR)).isEqualTo("done");
        assertThat(time.elapsed()).isEqualTo(SECOND);
    }

    @Test
    void awaitThrowsWhatTheStageCompletedWith() {
        ProviderException failure = new ProviderException(ProviderException.Fault.RETRY, "again");
        CompletableFuture<String> stage = CompletableFuture.failedFuture(failure);
        CompletableFuture<String> checked = CompletableFuture.failedFuture(new InterruptedException());

        assertThatThrownBy(() -> time.await(stage, HOUR)).isSameAs(failure);
        assertThatThrownBy(() -> time.await(checked, HOUR)).isInstanceOf(CompletionException.class);
    }

    @Test
    void awaitSaysWhenTheStageDoesNotComplete() {
        assertThatThrownBy(() -> time.await(new CompletableFuture<>(), HOUR))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("not complete after PT1H of virtual time");
    }

    @Test
    void waitsInPlaceOfTheProductsScheduler() throws InterruptedException {
        CompletableFuture<String> stage = new CompletableFuture<>();
        time.schedule(HOUR, () -> stage.complete("done"));

        time.await(stage);

        assertThat(time.elapsed()).isEqualTo(HOUR);
    }

    @Test
    void doesNotWaitInPlaceOfTheProductsSchedulerForEver() {
        assertThatThrownBy(() -> time.awaitLimit(HOUR).await(new CompletableFuture<>()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("not complete after PT1H of virtual time");
    }

    @Test
    void waitingEndsWhenTheThreadIsInterrupted() {
        time.schedule(SECOND, () -> Thread.currentThread().interrupt());

        assertThatThrownBy(() -> time.await(new CompletableFuture<>())).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(time.elapsed()).isEqualTo(SECOND);
    }

    @Test
    void aSeedDecidesRandomNumbers() {
        assertThat(VirtualTime.seeded(5).nextRandom())
                .isEqualTo(VirtualTime.seeded(5).nextRandom());
        assertThat(VirtualTime.seeded(5).nextRandom())
                .isNotEqualTo(VirtualTime.seeded(6).nextRandom());
        assertThat(VirtualTime.create().nextRandom())
                .isEqualTo(VirtualTime.create().nextRandom());
    }

    @Test
    void whatATaskThrowsComesOut() {
        time.execute(() -> {
            throw new IllegalArgumentException("from the task");
        });

        assertThatThrownBy(() -> time.advance(SECOND)).hasMessage("from the task");
    }

    @Test
    void stepsOneTaskAtATime() {
        time.schedule(SECOND, () -> ran.add("a"));
        time.schedule(HOUR, () -> ran.add("b"));

        assertThat(time.step()).isTrue();
        assertThat(ran).containsExactly("a");
        assertThat(time.step()).isTrue();
        assertThat(time.step()).isFalse();
    }

    @Test
    void refusesAnotherThread() {
        CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(() -> time.execute(() -> ran.add("task")));

        assertThatThrownBy(elsewhere::join)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("virtual time belongs to thread");
    }

    @Test
    void refusesANegativeDelay() {
        assertThatThrownBy(() -> time.schedule(SECOND.negated(), () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delay is PT-1S; it must not be negative");
    }

    private void again() {
        time.execute(this::again);
    }

    private static List<Integer> orderWithSeed(long seed) {
        VirtualTime seeded = VirtualTime.seeded(seed);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            seeded.schedule(SECOND, () -> order.add(number));
        }
        seeded.advance(SECOND);
        return order;
    }
}
