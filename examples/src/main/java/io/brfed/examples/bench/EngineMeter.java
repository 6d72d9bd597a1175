package io.brfed.examples.bench;

import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * The scheduler of an engine, which counts the CPU time of its tasks, less that of the calls to fakes which were made in
 * them. What the fakes do in tasks of their own is not counted, because they have another scheduler. For one thread.
 */
final class EngineMeter implements Scheduler {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int CALIBRATION = 20_000;

    private final Scheduler time;
    private final long clockNanos = clockNanos();
    private long nanos;
    private long intervals;
    private int depth;
    private int counted;
    private int interval = Integer.MAX_VALUE;
    private Runnable sometimes = () -> {};

    EngineMeter(Scheduler time) {
        this.time = time;
    }

    /** What the engine itself took so far; what it costs to look at the clock at both ends is taken off. */
    Duration taken() {
        return Duration.ofNanos(nanos - intervals * clockNanos);
    }

    /** What an interval without any work seems to take. */
    private static long clockNanos() {
        long all = 0;
        for (int i = 0; i < CALIBRATION; i++) {
            all += -THREADS.getCurrentThreadCpuTime() + THREADS.getCurrentThreadCpuTime();
        }
        return all / CALIBRATION;
    }

    private void begin() {
        intervals++;
        nanos -= THREADS.getCurrentThreadCpuTime();
    }

    private void end() {
        nanos += THREADS.getCurrentThreadCpuTime();
    }

    /** Does something else every so many tasks of the engine. */
    void every(int tasks, Runnable something) {
        interval = tasks;
        sometimes = something;
    }

    /** Runs something of the engine. */
    void count(Runnable work) {
        if (++counted % interval == 0) {
            sometimes.run();
        }
        if (depth++ == 0) {
            begin();
        }
        try {
            work.run();
        } finally {
            if (--depth == 0) {
                end();
            }
        }
    }

    /** A fake whose work is not counted when the engine calls it. */
    <T> T fake(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object answer = uncounted(real, method, arguments);
            return method.getName().equals("open")
                    ? ((CompletionStage<?>) answer)
                            .thenApply(
                                    session -> fake(StorePreparation.Session.class, (StorePreparation.Session) session))
                    : answer;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object uncounted(Object real, Method method, Object[] arguments) throws Throwable {
        int outer = stop();
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        } finally {
            goOn(outer);
        }
    }

    private int stop() {
        int outer = depth;
        if (outer > 0) {
            end();
            depth = 0;
        }
        return outer;
    }

    private void goOn(int outer) {
        if (outer > 0) {
            depth = outer;
            begin();
        }
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public Duration elapsed() {
        return time.elapsed();
    }

    @Override
    public void execute(Runnable task) {
        time.execute(() -> count(task));
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return time.schedule(delay, () -> count(task));
    }

    @Override
    public long nextRandom() {
        return time.nextRandom();
    }

    @Override
    public void await(CompletionStage<?> stage) throws InterruptedException {
        int outer = stop();
        try {
            time.await(stage);
        } finally {
            goOn(outer);
        }
    }
}
