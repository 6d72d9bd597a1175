package io.brfed.examples;

import io.brfed.spi.StorePreparation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Clients whose calls are told to somebody. */
final class Intercepted {
    /** Told in the thread of the caller and of the answer, which wait for it. */
    interface Watcher {
        /** A call is about to be made. */
        void called(String method);

        /** A call was answered well, and its caller is about to see it. */
        void answered(String method);
    }

    private Intercepted() {}

    /** A client of the same kind that tells a watcher. */
    static <T> T of(Class<T> type, T target, Watcher watcher) {
        return type.cast(Proxy.newProxyInstance(
                Intercepted.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(target, method, arguments, watcher)));
    }

    private static @Nullable Object call(
            Object target, Method method, @Nullable Object @Nullable [] arguments, Watcher watcher) throws Throwable {
        watcher.called(method.getName());
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof CompletionStage<?> stage ? told(stage, method.getName(), watcher) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static CompletionStage<?> told(CompletionStage<?> stage, String method, Watcher watcher) {
        return stage.thenApply(value -> {
            watcher.answered(method);
            return value instanceof StorePreparation.Session session
                    ? of(StorePreparation.Session.class, session, watcher)
                    : value;
        });
    }
}
