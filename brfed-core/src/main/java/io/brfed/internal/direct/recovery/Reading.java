package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionMeta;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads what all stores have, each again if it fails. */
final class Reading {
    private final RecoveryReach reach;
    private final Halt halt;
    private final RegionMetas metas = RegionMetas.collect();
    private final AtomicReference<@Nullable UnusableRegionsException> refused = new AtomicReference<>();
    private volatile boolean over;

    Reading(RecoveryReach reach, Halt halt) {
        this.reach = reach;
        this.halt = halt;
    }

    CompletionStage<RecoveryPlan> read(Set<StoreId> stores, Roster roster) {
        List<CompletableFuture<Void>> reads = stores.stream()
                .map(store -> reach.persistently(reach.settings().attempts(), halt, () -> read(roster.store(store)))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenApply(all -> {
            over = true;
            return metas.plan();
        });
    }

    private CompletionStage<Void> read(PdStore store) {
        return new Calls(reach.scheduler())
                .read(
                        "reading the regions of store " + store.id() + " at " + store.address(),
                        reach.settings().reading(),
                        () -> reach.stores()
                                .readRegions(
                                        store,
                                        page -> add(store.id(), page),
                                        reach.settings().reading())
                                .thenApply(done -> true))
                .handle((done, error) -> {
                    UnusableRegionsException unusable = refused.get();
                    if (unusable != null) {
                        throw unusable;
                    }
                    if (error != null) {
                        throw (RuntimeException) Causes.of(error);
                    }
                    return null;
                });
    }

    /** A call that was given up may go on for a while: what it brings then is not needed. */
    private void add(StoreId store, List<RegionMeta> page) {
        if (over) {
            return;
        }
        try {
            metas.add(store, page);
        } catch (UnusableRegionsException unusable) {
            refused.compareAndSet(null, unusable);
        }
    }
}
