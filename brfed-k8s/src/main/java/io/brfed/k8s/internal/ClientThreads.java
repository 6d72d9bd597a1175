package io.brfed.k8s.internal;

import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads and the clock of one cluster, the only place of this module that has any. All threads are daemons and end
 * when they have had nothing to do for a while; at most 32 requests run at a time, and at most 64 watches.
 */
public final class ClientThreads implements AutoCloseable {
    private static final int MAX_REQUESTS = 32;
    private static final int MAX_WATCHES = 64;
    private static final Duration IDLE = Duration.ofSeconds(20);

    private final ThreadPoolExecutor requests;
    private final ThreadPoolExecutor watches;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Threads named after the cluster. */
    public ClientThreads(String cluster) {
        requests = pool(MAX_REQUESTS, new Handover(), cluster + "-request-");
        requests.setRejectedExecutionHandler(Handover::keep);
        watches = pool(MAX_WATCHES, new SynchronousQueue<>(), cluster + "-watch-");
        timer = new ScheduledThreadPoolExecutor(1, daemons(cluster + "-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    private static ThreadPoolExecutor pool(int size, BlockingQueue<Runnable> queue, String prefix) {
        return new ThreadPoolExecutor(0, size, IDLE.toMillis(), TimeUnit.MILLISECONDS, queue, daemons(prefix));
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "brfed-" + prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs a request, which may block. */
    public ExecutorService requests() {
        return requests;
    }

    /**
     * Runs a watch until it ends.
     *
     * @throws RejectedExecutionException if there are too many, or after close
     */
    public void watch(Runnable watch) {
        watches.execute(watch);
    }

    /** Runs something short later. After close nothing is run any more. */
    public Timer after(Duration delay, Runnable task) {
        try {
            var future = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    /**
     * Has a stage ended at close, if it has not completed by then: the timer that would go on with it does not run any more.
     */
    public void endAtClose(CompletionStage<?> stage, Runnable ending) {
        open.add(ending);
        stage.whenComplete((result, error) -> open.remove(ending));
        if (closed) {
            ending.run();
        }
    }

    /** The system's clock, for those who have no cluster at hand. */
    public static Clock wallClock() {
        return Clock.systemUTC();
    }

    /** The time of day, for timestamps. */
    public Instant now() {
        return Instant.now();
    }

    /** A clock that only moves forward, in nanoseconds, for time limits. */
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(open).forEach(Runnable::run);
        timer.shutdownNow();
        requests.shutdownNow();
        watches.shutdownNow();
    }

    /**
     * Gives a task to an idle thread if there is one; otherwise the pool adds a thread, and only if it may not, the task
     * waits here. A pool with a plain queue would add a thread for each task although others are idle.
     */
    private static final class Handover extends LinkedTransferQueue<Runnable> {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        static void keep(Runnable task, ThreadPoolExecutor pool) {
            if (pool.isShutdown()) {
                throw new RejectedExecutionException("closed");
            }
            ((Handover) pool.getQueue()).put(task);
        }
    }

    /** Something that will run later. */
    @FunctionalInterface
    public interface Timer {
        /** Makes it not run. */
        void cancel();
    }
}
