package io.brfed.internal.direct;

import io.brfed.plane.Member;
import io.brfed.plane.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to be told of changes of which member. Thread-safe. */
final class Watchers {
    private final Map<Member, List<Runnable>> callbacks = new ConcurrentHashMap<>();

    Subscription subscribe(Member member, Runnable changed) {
        // Two subscriptions with the same callback are two.
        Runnable own = () -> changed.run();
        callbacks.computeIfAbsent(member, key -> new CopyOnWriteArrayList<>()).add(own);
        return new Subscription() {
            @Override
            public Delivery delivery() {
                return Delivery.PUSHED;
            }

            @Override
            public void close() {
                callbacks.computeIfPresent(member, (key, list) -> {
                    list.remove(own);
                    return list.isEmpty() ? null : list;
                });
            }
        };
    }

    /** Whether somebody drives the member from this process. */
    boolean watches(Member member) {
        return callbacks.containsKey(member);
    }

    void changed(Member member) {
        callbacks.getOrDefault(member, List.of()).forEach(Runnable::run);
    }
}
