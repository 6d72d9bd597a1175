package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which stores come to lead more and more regions: those are slow, and not stuck. What a store loses and wins again does not
 * count, unless it started anew. Touched by tasks of the scheduler only.
 */
final class Growth {
    private final Map<StoreId, Integer> most = new HashMap<>();
    private final Map<StoreId, Duration> grewAt = new HashMap<>();

    /** Takes in how many regions each store leads now. */
    void see(Map<StoreId, Integer> led, Duration now) {
        led.forEach((store, count) -> {
            if (count > most.getOrDefault(store, 0)) {
                most.put(store, count);
                grewAt.put(store, now);
            }
        });
    }

    /** A store begins with nothing. */
    void startedAnew(StoreId store) {
        most.remove(store);
    }

    /** Whether a store was seen to lead more than ever at that time or later. */
    boolean since(StoreId store, Duration time) {
        Duration grew = grewAt.get(store);
        return grew != null && grew.compareTo(time) >= 0;
    }

    /** Whether any store was. */
    boolean since(Duration time) {
        return grewAt.values().stream().anyMatch(grew -> grew.compareTo(time) >= 0);
    }
}
