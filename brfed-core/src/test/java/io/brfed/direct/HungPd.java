package io.brfed.direct;

import io.brfed.spi.PdClient;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/** A PD that never answers whatever would take a pause, so that nothing happens by itself. */
final class HungPd {
    private HungPd() {}

    static PdClient before(PdClient real) {
        return (PdClient) Proxy.newProxyInstance(
                PdClient.class.getClassLoader(), new Class<?>[] {PdClient.class}, (proxy, method, arguments) -> {
                    boolean hangs = method.getName().equals("scheduleSettings");
                    return hangs ? new CompletableFuture<>() : method.invoke(real, arguments);
                });
    }
}
