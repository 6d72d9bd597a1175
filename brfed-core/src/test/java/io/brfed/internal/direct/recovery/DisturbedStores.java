package io.brfed.internal.direct.recovery;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionMeta;
import io.brfed.spi.StoreRecovery;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Stores between which and a recovery something is wrong. */
final class DisturbedStores implements StoreRecovery {
    private final StoreRecovery stores;
    private final Deque<BiFunction<StoreId, LongStream, Optional<CompletionStage<Void>>>> leading = new ArrayDeque<>();
    private final Set<StoreId> unreachable = new HashSet<>();
    private final Set<Long> passedOn = new HashSet<>();
    private final Map<StoreId, CompletionStage<Void>> readingAfter = new HashMap<>();
    private final List<StoreId> toldToLead = new ArrayList<>();

    DisturbedStores(StoreRecovery stores) {
        this.stores = stores;
    }

    /** The next call to a store to lead is taken here; an empty answer lets it through. */
    void takesNextLead(BiFunction<StoreId, LongStream, Optional<CompletionStage<Void>>> lead) {
        leading.add(lead);
    }

    /** A store cannot be asked to take regions back. */
    void cannotTakeBack(StoreId store) {
        unreachable.add(store);
    }

    /** Two stores say of each other that they lead a region. */
    void isPassedOn(long region) {
        passedOn.add(region);
    }

    /** What a store has can be read only after something. */
    void canBeReadAfter(StoreId store, CompletionStage<Void> what) {
        readingAfter.put(store, what);
    }

    /** The stores that were told which regions to lead, each as often as it was. */
    List<StoreId> toldToLead() {
        return List.copyOf(toldToLead);
    }

    @Override
    public CompletionStage<Void> readRegions(PdStore store, Consumer<List<RegionMeta>> pages, Duration limit) {
        return readingAfter
                .getOrDefault(store.id(), CompletableFuture.completedFuture(null))
                .thenCompose(may -> stores.readRegions(store, pages, limit));
    }

    @Override
    public CompletionStage<Void> recover(PdStore store, LongStream regions, Duration limit) {
        toldToLead.add(store.id());
        var next = leading.poll();
        Optional<CompletionStage<Void>> taken = next == null ? Optional.empty() : next.apply(store.id(), regions);
        return taken.orElseGet(() -> stores.recover(store, regions, limit));
    }

    @Override
    public CompletionStage<Answer> prepareFlashback(Target target, Times times, Duration limit) {
        return unlessDisturbed(target, () -> stores.prepareFlashback(target, times, limit));
    }

    @Override
    public CompletionStage<Answer> flashback(Target target, Times times, Duration limit) {
        return unlessDisturbed(target, () -> stores.flashback(target, times, limit));
    }

    private CompletionStage<Answer> unlessDisturbed(Target target, Supplier<CompletionStage<Answer>> call) {
        StoreId store = target.store().id();
        if (unreachable.contains(store)) {
            return CompletableFuture.failedFuture(
                    new ProviderException(Fault.UNREACHABLE, "store " + store + ": connection refused"));
        }
        if (passedOn.contains(target.region().id())) {
            StoreId other = store.equals(RecoveryWorld.FIRST) ? RecoveryWorld.SECOND : RecoveryWorld.FIRST;
            return CompletableFuture.completedFuture(
                    new Answer(Kind.NOT_LEADER, Optional.of(other), Duration.ZERO, "not leader"));
        }
        return call.get();
    }
}
