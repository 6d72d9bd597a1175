package io.brfed.tikv.internal;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads and the clock of one connection; the only place of the adapter that has any. */
final class ClientThreads implements AutoCloseable {
    private static final int ANSWERING = 2;
    /** More than the core asks of PD at a time. */
    private static final int SENDING = 8;

    private static final long IDLE_SECONDS = 20;

    private static final Duration LONGEST = Duration.ofDays(365);

    private final OpenCalls calls = new OpenCalls();
    private final ExecutorService answers = answering();
    private final ExecutorService sends = sends();
    private final ScheduledExecutorService timers = timers();

    /** What a client has to say after the end is heard where it says it, rather than never. */
    private static ExecutorService answering() {
        return new ThreadPoolExecutor(
                ANSWERING,
                ANSWERING,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, "answers"),
                (task, closed) -> task.run());
    }

    private static ExecutorService sends() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                SENDING,
                SENDING,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, "sends"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static ScheduledExecutorService timers() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "timers"));
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, "brfed-tikv-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /** The calls that are under way. */
    OpenCalls calls() {
        return calls;
    }

    /** Runs callbacks of the gRPC and HTTP clients. */
    ExecutorService answers() {
        return answers;
    }

    /**
     * Runs a task that blocks until its request is answered, when one of the threads for these is free.
     *
     * @return interrupts it
     * @throws io.brfed.api.ProviderException if the connection is closed
     */
    Cancellation send(Runnable task) {
        try {
            var sent = sends.submit(task);
            return () -> sent.cancel(true);
        } catch (RejectedExecutionException closed) {
            throw OpenCalls.closedAlready();
        }
    }

    private static long nanos(Duration delay) {
        return delay.isNegative() ? 0 : countable(delay).toNanos();
    }

    private static Duration countable(Duration time) {
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    /** Runs a task after a delay, also when everything else has ended; on a daemon thread of its own. */
    void linger(Duration delay, Runnable task) {
        daemon(
                        () -> {
                            try {
                                TimeUnit.NANOSECONDS.sleep(delay.toNanos());
                            } catch (InterruptedException ended) {
                                Thread.currentThread().interrupt();
                            }
                            task.run();
                        },
                        "lingers")
                .start();
    }

    Deadline deadline(Duration limit) {
        return new Deadline(System.nanoTime() + countable(limit).toNanos(), limit);
    }

    /** Runs a task after a delay on another thread; not at all once the connection is closed. */
    Cancellation after(Duration delay, Runnable task) {
        try {
            var waiting = timers.schedule(() -> answers.execute(task), nanos(delay), TimeUnit.NANOSECONDS);
            return () -> waiting.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        timers.shutdownNow();
        sends.shutdownNow();
        answers.shutdown();
    }

    /** Takes back a task, or ends it. */
    interface Cancellation {
        void cancel();
    }

    /** When an answer ceases to be of use. */
    static final class Deadline {
        private final long nanos;
        private final Duration limit;

        private Deadline(long nanos, Duration limit) {
            this.nanos = nanos;
            this.limit = limit;
        }

        /** What is left; zero or less if it has passed. */
        Duration left() {
            return Duration.ofNanos(nanos - System.nanoTime());
        }

        boolean passed() {
            return nanos - System.nanoTime() <= 0;
        }

        /** The whole time, for messages. */
        Duration limit() {
            return limit;
        }
    }
}
