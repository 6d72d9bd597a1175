package io.brfed.internal.direct.pause;

import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The TiKV stores as they were when a pause was taken. Touched by tasks of the scheduler only. */
final class StoreSet {
    private final Map<StoreId, PdStore> known = new LinkedHashMap<>();

    void add(PdStore store) {
        known.put(store.id(), store);
    }

    /** Fails with a {@link GapException} if a store joined, left or started anew. */
    void requireSame(Collection<PdStore> now) {
        Set<StoreId> gone = new LinkedHashSet<>(known.keySet());
        for (PdStore store : now) {
            gone.remove(store.id());
            if (!store.isTiflash()) {
                requireSame(store);
            }
        }
        if (!gone.isEmpty()) {
            throw new GapException(
                    new Gap(PausePart.STORES, "store " + gone.iterator().next() + " is gone"));
        }
    }

    private void requireSame(PdStore store) {
        PdStore before = known.get(store.id());
        if (before == null) {
            throw new GapException(
                    new Gap(PausePart.STORES, "store " + store.id() + " at " + store.address() + " joined"));
        }
        if (!before.startedAt().equals(store.startedAt())) {
            throw new GapException(new Gap(
                    PausePart.PROCESS,
                    "store " + store.id() + " at " + store.address() + " started anew at " + store.startedAt()));
        }
    }
}
