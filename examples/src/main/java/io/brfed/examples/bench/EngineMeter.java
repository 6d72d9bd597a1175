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

    private final Scheduler time;
    private long nanos;
    private int depth;

    EngineMeter(Scheduler time) {
        this.time = time;
    }

    /** What the engine itself took so far. */
    Duration taken() {
        return Duration.ofNanos(nanos);
    }

    /** Runs something of the engine. */
    void count(Runnable work) {
        if (depth++ == 0) {
            nanos -= THREADS.getCurrentThreadCpuTime();
        }
        try {
            work.run();
        } finally {
            if (--depth == 0) {
                nanos += THREADS.getCurrentThreadCpuTime();
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
            nanos += THREADS.getCurrentThreadCpuTime();
            depth = 0;
        }
        return outer;
    }

    private void goOn(int outer) {
        if (outer > 0) {
            depth = outer;
            nanos -= THREADS.getCurrentThreadCpuTime();
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
