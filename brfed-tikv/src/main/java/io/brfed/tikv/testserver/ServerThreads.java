package io.brfed.tikv.testserver;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads and the clock of test servers; the clock can be put forward. */
final class ServerThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 60;

    /** Whatever comes after the end is dropped: a connection that is being cut may still have something to say. */
    private final ExecutorService pool = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            ServerThreads::daemon,
            new ThreadPoolExecutor.DiscardPolicy());

    private final ScheduledExecutorService timers = new ScheduledThreadPoolExecutor(1, ServerThreads::daemon);
    private volatile Duration ahead = Duration.ZERO;

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "brfed-test-server");
        thread.setDaemon(true);
        return thread;
    }

    ExecutorService pool() {
        return pool;
    }

    Instant now() {
        return Instant.now().plus(ahead);
    }

    synchronized void passTime(Duration time) {
        ahead = ahead.plus(time);
    }

    void every(Duration interval, Runnable task) {
        Future<?> unused = timers.scheduleWithFixedDelay(task, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a task once; not at all if everything ends before. */
    void after(Duration delay, Runnable task) {
        try {
            Future<?> unused = timers.schedule(() -> pool.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            // Nobody is there any more for whom it could be done.
        }
    }

    @Override
    public void close() {
        timers.shutdownNow();
        pool.shutdownNow();
    }
}
