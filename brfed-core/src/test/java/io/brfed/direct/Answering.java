package io.brfed.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Outside systems whose answers a test replaces by the names of their methods, and whose calls it counts. */
final class Answering {
    private final Map<String, UnaryOperator<Object>> changes = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    /** Every later answer of a method is changed. */
    void changes(String method, UnaryOperator<Object> change) {
        changes.put(method, change);
    }

    /** Every later call of a method fails, and does nothing. */
    void refuses(String method) {
        refused.add(method);
    }

    /** The names of all methods that were called, in order. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    /** The same system, with other answers. */
    <T> T over(Class<T> seam, T real) {
        return seam.cast(Proxy.newProxyInstance(seam.getClassLoader(), new Class<?>[] {seam}, (proxy, method, args) -> {
            calls.add(method.getName());
            if (refused.contains(method.getName())) {
                return CompletableFuture.failedFuture(
                        new ProviderException(Fault.REFUSED, "no right to " + method.getName()));
            }
            try {
                Object answer = method.invoke(real, args);
                return answer instanceof CompletionStage<?> stage
                        ? stage.thenApply(value -> changed(method.getName(), value))
                        : answer;
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }));
    }

    private Object changed(String method, Object value) {
        UnaryOperator<Object> change = changes.get(method);
        return change == null ? value : change.apply(value);
    }
}
