package io.brfed.aws.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads and the clock of one client, the only place of this module that has any. All threads are daemons and end when
 * they have had nothing to do for a while; at most as many requests run at a time as the client was given.
 */
public final class AwsThreads implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(20);

    private final int width;
    private final ThreadPoolExecutor calls;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Threads for so many requests at a time. */
    public AwsThreads(String name, int width) {
        this.width = width;
        calls = new ThreadPoolExecutor(
                width,
                width,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                daemons(name + "-call-"));
        calls.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1, daemons(name + "-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "brfed-" + prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** How many requests run at a time. */
    public int width() {
        return width;
    }

    /** Runs requests, which may block. */
    Executor calls() {
        return calls;
    }

    /** Runs something short later. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** Runs something short later; not at all after close. */
    Timer after(Duration delay, Runnable task) {
        try {
            var future = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    /**
     * Has a stage ended at close, if it has not completed by then: what would complete it, a task or a timer, does not run
     * any more.
     */
    void endAtClose(CompletionStage<?> stage, Runnable ending) {
        open.add(ending);
        stage.whenComplete((result, error) -> open.remove(ending));
        if (closed) {
            ending.run();
        }
    }

    /** A clock that only moves forward. */
    public Duration elapsed() {
        return monotonic();
    }

    /** The same clock, for those who have no client. */
    static Duration monotonic() {
        return Duration.ofNanos(System.nanoTime());
    }

    /** The wall clock, for what is shown to people or kept in files. */
    static Instant wall() {
        return Instant.now();
    }

    /** Lets the calling thread, which must be one of these, rest for a moment; an interrupt ends that. */
    static void rest(Duration moment) {
        LockSupport.parkNanos(moment.toNanos());
    }

    /** Whatever is under way ends before this returns. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(open).forEach(Runnable::run);
        timer.shutdownNow();
        calls.shutdownNow();
    }

    /** Something that will run later. */
    @FunctionalInterface
    interface Timer {
        /** Makes it not run. */
        void cancel();
    }
}
