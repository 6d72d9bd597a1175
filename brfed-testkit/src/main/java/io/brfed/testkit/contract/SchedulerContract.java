package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Scheduler} does, as tests. To prove a scheduler of your own, one on an executor of your service for
 * example, inherit:
 *
 * <pre>{@code
 * class ExecutorSchedulerTest extends SchedulerContract {
 *     private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
 *
 *     protected Scheduler newScheduler() {
 *         return new ExecutorScheduler(executor);
 *     }
 *
 *     protected void close(Scheduler scheduler) {
 *         executor.shutdownNow();
 *     }
 * }
 * }</pre>
 *
 * Each test gets a scheduler of its own and waits at most {@link #patience()} for what must happen. Virtual time and the
 * product's own scheduler pass it.
 *
 * @since 0.1.0
 */
public abstract class SchedulerContract {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Duration LONGER = Duration.ofMillis(20);
    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
    private static final int MANY = 200;

    private Scheduler scheduler;

    /** For implementations. */
    protected SchedulerContract() {}

    /** A scheduler on which nothing waits; called on the thread of the test. */
    protected abstract Scheduler newScheduler();

    /** Ends a scheduler after its test. Does nothing by default. */
    protected void close(Scheduler ended) {
        // Many schedulers have nothing to end.
    }

    /** Which threads may call it. Default: any, as the interface demands; virtual time is for one. */
    protected Callers callers() {
        return Callers.ANY_THREAD;
    }

    /** How long a test waits for what must happen. Default: 30 seconds. */
    protected Duration patience() {
        return DEFAULT_PATIENCE;
    }

    @BeforeEach
    final void open() {
        scheduler = newScheduler();
    }

    @AfterEach
    final void end() {
        close(scheduler);
    }

    @Test
    @DisplayName("elapsed time never goes back and passes while a task waits")
    final void timePasses() {
        Duration before = scheduler.elapsed();
        await(afterwards(LONGER));

        assertThat(scheduler.elapsed().minus(before)).isGreaterThanOrEqualTo(LONGER);
    }

    @Test
    @DisplayName("the wall clock says some moment, and goes on while a task waits")
    final void theClockGoes() {
        Instant before = scheduler.now();
        await(afterwards(LONGER));

        assertThat(scheduler.now()).isNotEqualTo(before);
    }

    @Test
    @DisplayName("a task that is executed runs, after those that wait already")
    final void executesInOrder() {
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<String> done = new CompletableFuture<>();
        for (int i = 0; i < MANY; i++) {
            int number = i;
            scheduler.execute(() -> ran.add(number));
        }
        scheduler.execute(() -> done.complete("done"));
        await(done);

        assertThat(ran).hasSize(MANY).isSorted();
    }

    @Test
    @DisplayName("a scheduled task runs once, not before its time")
    final void runsOnce() {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Duration> ran = new CompletableFuture<>();
        Duration before = scheduler.elapsed();
        scheduler.schedule(SHORT, () -> {
            runs.incrementAndGet();
            ran.complete(scheduler.elapsed());
        });
        await(ran);
        await(afterwards(LONGER));

        assertThat(ran.join().minus(before)).isGreaterThanOrEqualTo(SHORT);
        assertThat(runs).hasValue(1);
    }

    @Test
    @DisplayName("a delay of zero is allowed")
    final void zeroIsADelay() {
        await(afterwards(Duration.ZERO));

        assertThat(scheduler.elapsed()).isNotNull();
    }

    @Test
    @DisplayName("tasks run in the order in which they become due")
    final void runsInOrderOfTime() {
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        Duration before = scheduler.elapsed();
        scheduler.schedule(LONGER, () -> ran.add("second"));
        scheduler.schedule(SHORT, () -> ran.add("first"));
        boolean atOnce = scheduler.elapsed().minus(before).compareTo(LONGER.minus(SHORT)) < 0;
        await(afterwards(LONGER.multipliedBy(2)));

        assertThat(ran).containsExactlyInAnyOrder("first", "second");
        if (atOnce) {
            assertThat(ran).containsExactly("first", "second");
        }
    }

    @Test
    @DisplayName("tasks run one at a time, those of timers too")
    final void runsOneAtATime() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Runnable task = () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            scheduler.elapsed();
            running.decrementAndGet();
        };
        for (int i = 0; i < MANY; i++) {
            scheduler.execute(task);
            scheduler.schedule(Duration.ZERO, task);
            scheduler.schedule(SHORT, task);
        }
        await(afterwards(LONGER));

        assertThat(most).hasValue(1);
    }

    @Test
    @DisplayName("a task may execute and schedule others")
    final void tasksMayUseIt() {
        CompletableFuture<String> done = new CompletableFuture<>();
        scheduler.execute(() -> scheduler.schedule(SHORT, () -> scheduler.execute(() -> done.complete("done"))));
        await(done);

        assertThat(done).isCompletedWithValue("done");
    }

    @Test
    @DisplayName("a cancelled task never runs, however often it is cancelled")
    final void cancels() {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        scheduler.execute(() -> {
            // In a task, because then no other can begin meanwhile.
            Scheduler.Timer timer = scheduler.schedule(SHORT, runs::incrementAndGet);
            timer.cancel();
            timer.cancel();
            cancelled.complete("cancelled");
        });
        await(cancelled);
        await(afterwards(LONGER));

        assertThat(runs).hasValue(0);
    }

    @Test
    @DisplayName("a task that has run is cancelled without effect")
    final void cancelsTooLate() {
        CompletableFuture<String> done = new CompletableFuture<>();
        Scheduler.Timer timer = scheduler.schedule(SHORT, () -> done.complete("done"));
        await(done);
        timer.cancel();
        await(afterwards(SHORT));

        assertThat(done).isCompletedWithValue("done");
    }

    @Test
    @DisplayName("random numbers differ")
    final void drawsNumbers() {
        Set<Long> drawn = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            drawn.add(scheduler.nextRandom());
        }

        assertThat(drawn).hasSizeGreaterThan(MANY / 2);
    }

    @Test
    @DisplayName("waiting for a stage ends when it completes, also if it fails")
    final void waitsForEitherEnd() {
        CompletableFuture<String> failing = new CompletableFuture<>();
        scheduler.schedule(SHORT, () -> failing.completeExceptionally(new IllegalStateException("as it should")));
        await(failing);

        assertThat(failing).isCompletedExceptionally();
    }

    @Test
    @DisplayName("a stage that is complete is not waited for")
    final void doesNotWaitForWhatIsDone() {
        CompletableFuture<String> done = CompletableFuture.completedFuture("done");
        await(done);

        assertThat(done).isCompletedWithValue("done");
    }

    @Test
    @DisplayName("an interrupted thread does not wait, and the stage goes on")
    final void canBeInterrupted() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> scheduler.await(stage)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();

        scheduler.schedule(SHORT, () -> stage.complete("done"));
        await(stage);
        assertThat(stage).isCompletedWithValue("done");
    }

    @Test
    @DisplayName("any thread may use it, or it refuses all but its own")
    final void servesItsCallers() {
        CompletableFuture<String> done = new CompletableFuture<>();
        CompletableFuture<Scheduler.Timer> scheduled = new CompletableFuture<>();
        Thread other = new Thread(() -> completeWith(scheduled, done), "another-caller");
        other.setDaemon(true);
        other.start();

        if (callers() == Callers.ITS_OWN_THREAD) {
            assertThatThrownBy(() -> scheduled.get(patience().toMillis(), TimeUnit.MILLISECONDS))
                    .hasCauseInstanceOf(IllegalStateException.class);
        } else {
            await(done);
            assertThat(scheduled.join()).isNotNull();
        }
    }

    private void completeWith(CompletableFuture<Scheduler.Timer> scheduled, CompletableFuture<String> done) {
        try {
            scheduler.elapsed();
            scheduled.complete(scheduler.schedule(SHORT, () -> done.complete("done")));
        } catch (RuntimeException refused) {
            scheduled.completeExceptionally(refused);
        }
    }

    private CompletableFuture<String> afterwards(Duration delay) {
        CompletableFuture<String> done = new CompletableFuture<>();
        scheduler.schedule(delay, () -> done.complete("done"));
        return done;
    }

    private void await(CompletableFuture<?> stage) {
        CompletableFuture<String> late = new CompletableFuture<>();
        Scheduler.Timer limit = scheduler.schedule(patience(), () -> late.complete("late"));
        try {
            scheduler.await(CompletableFuture.anyOf(stage.handle((value, failure) -> "ended"), late));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        limit.cancel();
        assertThat(late)
                .as("it happened only after %s, or not at all", patience())
                .isNotDone();
    }

    /**
     * Which threads may call a scheduler.
     *
     * @since 0.1.0
     */
    public enum Callers {
        /** Any, also several at a time. */
        ANY_THREAD,
        /** The one that made it; a call from another is refused. */
        ITS_OWN_THREAD
    }
}
