package io.brfed.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Outside systems that refuse calls by the names of their methods, until they are mended. */
final class Refusing {
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    void refuses(String method) {
        refused.add(method);
    }

    void mends() {
        refused.clear();
    }

    /** The same system, which refuses what is to be refused. */
    <T> T over(Class<T> seam, T real) {
        return seam.cast(Proxy.newProxyInstance(seam.getClassLoader(), new Class<?>[] {seam}, (proxy, method, args) -> {
            if (refused.contains(method.getName())) {
                return CompletableFuture.failedFuture(
                        new ProviderException(Fault.REFUSED, "no right to " + method.getName()));
            }
            try {
                return method.invoke(real, args);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }));
    }
}
