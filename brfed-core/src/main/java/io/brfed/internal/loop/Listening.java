package io.brfed.internal.loop;

import io.brfed.api.FederationEvent;
import io.brfed.api.FederationListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener with its own bounded queue and its own executor. Safe for use by several threads. */
final class Listening {
    static final int CAPACITY = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    private final FederationListener listener;
    private final Executor executor;
    private final Deque<FederationEvent> queue = new ArrayDeque<>();
    private long dropped;
    private boolean draining;
    private boolean complained;

    Listening(FederationListener listener, Executor executor) {
        this.listener = listener;
        this.executor = executor;
    }

    void offer(FederationEvent event) {
        synchronized (queue) {
            if (queue.size() == CAPACITY) {
                queue.removeFirst();
                dropped++;
            }
            queue.addLast(event);
            if (draining) {
                return;
            }
            draining = true;
        }
        executor.execute(this::drain);
    }

    private void drain() {
        while (true) {
            FederationEvent next;
            synchronized (queue) {
                if (queue.isEmpty()) {
                    draining = false;
                    return;
                }
                next = dropped > 0
                        ? new FederationEvent.EventsDropped(queue.getFirst().at(), dropped)
                        : queue.removeFirst();
                dropped = 0;
            }
            tell(next);
        }
    }

    private void tell(FederationEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            complain(event, thrown);
        }
    }

    private void complain(FederationEvent event, Throwable thrown) {
        if (complained) {
            LOG.debug("a listener threw again, on {}", event, thrown);
        } else {
            complained = true;
            LOG.warn("a listener threw on {}; it is told the next event all the same", event, thrown);
        }
    }
}
