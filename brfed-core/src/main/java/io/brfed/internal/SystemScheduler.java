package io.brfed.internal;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system clock and one daemon thread for all operations of a JVM; the only place with a clock or a thread. */
public final class SystemScheduler implements Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(SystemScheduler.class);
    private static final Duration IDLE_LISTENER = Duration.ofSeconds(10);
    private static final AtomicInteger LISTENERS = new AtomicInteger();

    private final ScheduledThreadPoolExecutor executor;

    private SystemScheduler() {
        executor = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "brfed-loop"));
        executor.setRemoveOnCancelPolicy(true);
    }

    /** The one of this JVM. */
    public static SystemScheduler shared() {
        return Holder.SHARED;
    }

    /** A thread for one listener, so that one that blocks delays nobody else; it ends when it is idle. */
    public static Executor listenerThread() {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_LISTENER.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, "brfed-listener-" + LISTENERS.incrementAndGet()));
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime());
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(() -> guarded(task));
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Future<?> future = executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException unexpected) {
            LOG.error("a task of the control loop failed; please report this as a defect of brfed", unexpected);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static final class Holder {
        private static final SystemScheduler SHARED = new SystemScheduler();

        private Holder() {}
    }
}
