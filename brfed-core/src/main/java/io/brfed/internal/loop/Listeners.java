package io.brfed.internal.loop;

import io.brfed.api.FederationEvent;
import io.brfed.api.FederationListener;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Every listener of one operation. Telling them never blocks. */
public final class Listeners {
    private final List<Listening> all;

    private Listeners(List<Listening> all) {
        this.all = all;
    }

    /** Listeners, each with an executor of its own. */
    public static Listeners of(List<FederationListener> listeners, Supplier<Executor> executors) {
        return new Listeners(listeners.stream()
                .map(listener -> new Listening(listener, executors.get()))
                .toList());
    }

    /** Tells all of them. */
    public void tell(FederationEvent event) {
        all.forEach(listening -> listening.offer(event));
    }
}
