package io.brfed.internal.direct.recovery;

import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionMeta;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Reads what all stores have, each again if it fails. */
final class Reading {
    private final RecoveryReach reach;
    private final Halt halt;
    private final RegionMetas metas = RegionMetas.collect();
    private final AtomicReference<@Nullable UnusableRegionsException> refused = new AtomicReference<>();
    private final Progress progress;
    /** How many peers each store has told in its present reading. */
    private final Map<StoreId, LongAdder> told = new ConcurrentHashMap<>();

    private final Set<StoreId> ended = new HashSet<>();
    private volatile boolean over;

    /**
     * Nothing is read yet.
     *
     * @param progress told now and then how far it is
     */
    Reading(RecoveryReach reach, Halt halt, Progress progress) {
        this.reach = reach;
        this.halt = halt;
        this.progress = progress;
    }

    /** Is told how far a reading is. */
    @FunctionalInterface
    interface Progress {
        /** So many peers were told, of so many as can be guessed; 0 if they cannot. */
        void told(long peers, long all);
    }

    CompletionStage<RecoveryPlan> read(Set<StoreId> stores, Roster roster) {
        reach.scheduler().schedule(reach.settings().watch(), () -> tell(stores.size()));
        List<CompletableFuture<Void>> reads = stores.stream()
                .map(store -> reach.persistently(reach.settings().attempts(), halt, () -> read(roster.store(store)))
                        .handle((done, error) -> ended(store, error))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenApply(all -> {
            over = true;
            return metas.plan();
        });
    }

    private @Nullable Void ended(StoreId store, @Nullable Throwable error) {
        if (error == null) {
            ended.add(store);
            return null;
        }
        if (Causes.fault(error).filter(fault -> fault == Fault.UNREACHABLE).isPresent()) {
            RecoveryFailedException failed = new RecoveryFailedException(Causes.words(error)
                    + ". The native recovery needs every TiKV to be reachable from here, at the address that it tells PD;"
                    + " open the way to it, or let the data be recovered in the cluster, by BR in a job");
            failed.initCause(Causes.of(error));
            throw failed;
        }
        throw Causes.of(error) instanceof RuntimeException known ? known : new IllegalStateException(error);
    }

    /** What those stores told that have come to their end is what the others are expected to tell. */
    private void tell(int stores) {
        if (over || halt.isHalted()) {
            return;
        }
        long sum = told.values().stream().mapToLong(LongAdder::sum).sum();
        long whole = ended.stream()
                .mapToLong(store -> told.getOrDefault(store, new LongAdder()).sum())
                .sum();
        if (sum > 0) {
            progress.told(sum, ended.isEmpty() ? 0 : Math.max(sum, whole / ended.size() * stores));
        }
        reach.scheduler().schedule(reach.settings().watch(), () -> tell(stores));
    }

    private CompletionStage<Void> read(PdStore store) {
        told.put(store.id(), new LongAdder());
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
            told.computeIfAbsent(store, id -> new LongAdder()).add(page.size());
        } catch (UnusableRegionsException unusable) {
            refused.compareAndSet(null, unusable);
        }
    }
}
