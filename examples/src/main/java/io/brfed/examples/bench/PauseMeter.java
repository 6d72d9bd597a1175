package io.brfed.examples.bench;

import io.brfed.spi.PdClient;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands before PD and the stores and notes when the first call arrives that pauses anything, and the last one that gives
 * something back. A call arrives after half of the time to its answer.
 */
final class PauseMeter {
    private static final Set<String> PAUSING = Set.of("pauseSchedulers", "setTemporarily", "lease", "suspendImports");
    private static final Set<String> RELEASING = Set.of("resumeSchedulers", "endTemporary", "releaseGc", "finish");

    private final Scheduler time;
    private final Duration there;
    private final Runnable atFirst;
    private @Nullable Duration first;
    private Duration last = Duration.ZERO;

    /**
     * A meter.
     *
     * @param latency the time from a call to its answer
     * @param atFirst told when the first pausing call is made
     */
    PauseMeter(Scheduler time, Duration latency, Runnable atFirst) {
        this.time = time;
        this.there = latency.dividedBy(2);
        this.atFirst = atFirst;
    }

    PdClient before(PdClient pd) {
        return proxy(PdClient.class, pd);
    }

    StorePreparation before(StorePreparation stores) {
        return proxy(StorePreparation.class, stores);
    }

    /** From the first to the last. */
    Duration window() {
        Duration began = first;
        if (began == null) {
            throw new IllegalStateException("nothing was paused");
        }
        return last.minus(began);
    }

    private void note(String method) {
        Duration arrives = time.elapsed().plus(there);
        if (PAUSING.contains(method) && first == null) {
            first = arrives;
            atFirst.run();
        } else if (RELEASING.contains(method)) {
            last = arrives;
        }
    }

    private <T> T proxy(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            note(method.getName());
            Object answer = call(real, method, arguments);
            return method.getName().equals("open")
                    ? ((CompletionStage<?>) answer)
                            .thenApply(session ->
                                    proxy(StorePreparation.Session.class, (StorePreparation.Session) session))
                    : answer;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
