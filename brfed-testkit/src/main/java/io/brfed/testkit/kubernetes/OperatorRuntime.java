package io.brfed.testkit.kubernetes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads and the clock of one simulated operator: one timer and a few workers that end when idle. */
final class OperatorRuntime implements Executor, AutoCloseable {

    private static final int WORKERS = 4;
    private static final long IDLE_SECONDS = 5;

    private final Clock clock = Clock.systemUTC();
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor workers;

    private OperatorRuntime(ScheduledThreadPoolExecutor timer, ThreadPoolExecutor workers) {
        this.timer = timer;
        this.workers = workers;
    }

    static OperatorRuntime start(String name) {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, daemons("simulated-operator-" + name + "-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new OperatorRuntime(timer, pool("simulated-operator-" + name, WORKERS));
    }

    /** A pool of daemon threads that end when they have nothing to do. */
    static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    Instant now() {
        return clock.instant();
    }

    /** Nanoseconds since an arbitrary moment; never goes back. */
    long elapsedNanos() {
        return System.nanoTime();
    }

    /** Runs a task on a worker; does nothing after the end. */
    @Override
    public void execute(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            // The operator was closed; nobody waits for this task any more.
            return;
        }
    }

    /** Runs a short task later on the timer; returns what takes it back. Does nothing after the end. */
    Runnable later(Duration delay, Runnable task) {
        try {
            var pending = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> pending.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
