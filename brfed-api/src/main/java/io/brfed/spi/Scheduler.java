package io.brfed.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The only source of time, waiting, chance and execution of an operation. The product's own runs on the system clock and one
 * daemon thread; the testkit's runs in virtual time. Implementations are thread-safe: every method may be called from
 * any thread. Tasks of one scheduler run one at a time, each in the order in which it became due.
 *
 * @since 0.1.0
 */
public interface Scheduler {
    /** The wall-clock time; may jump. Used for stamps and reports. */
    Instant now();

    /** Time since an arbitrary fixed moment; never goes back. Used for limits. */
    Duration elapsed();

    /** Runs a task as soon as possible, after those already waiting. */
    void execute(Runnable task);

    /**
     * Runs a task once, after a delay.
     *
     * @param delay zero or more
     * @return cancels the task if it has not begun
     */
    Timer schedule(Duration delay, Runnable task);

    /** A random number, for ids and for the order of drivers. A scheduler in virtual time makes it from its seed. */
    default long nextRandom() {
        return ThreadLocalRandom.current().nextLong();
    }

    /**
     * Blocks the calling thread until the stage has completed, either way. A scheduler in virtual time runs its tasks on
     * the calling thread meanwhile.
     *
     * @throws InterruptedException if the calling thread is interrupted; the stage goes on
     */
    default void await(CompletionStage<?> stage) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        stage.whenComplete((result, error) -> done.complete(null));
        // Unlike a latch, a future tells a ForkJoinPool that its thread is blocked; that of others may be its only one.
        try {
            done.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * A task that waits for its time.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    interface Timer {
        /** Keeps the task from running if it has not begun. Idempotent. */
        void cancel();
    }
}
