package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.PdStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The stores as PD knows them, and whether one has started anew. Touched by tasks of the scheduler only. */
final class Roster {
    private final RecoveryReach reach;
    private final Halt halt;
    private final Set<StoreId> expected;
    private final Map<StoreId, PdStore> known = new HashMap<>();
    private final Map<StoreId, Instant> startedAt = new HashMap<>();

    Roster(RecoveryReach reach, Halt halt, Set<StoreId> expected) {
        this.reach = reach;
        this.halt = halt;
        this.expected = expected;
    }

    /** Waits until exactly the stores that are expected are up; when each of them started counts from here on. */
    CompletionStage<Void> await() {
        CompletableFuture<Void> there = new CompletableFuture<>();
        look(reach.scheduler().elapsed().plus(reach.settings().settling()), there);
        return there;
    }

    private void look(Duration end, CompletableFuture<Void> there) {
        if (halt.isHalted()) {
            return;
        }
        stores().whenComplete((stores, error) -> {
            try {
                String missing = error == null ? missing(stores) : "PD did not tell its stores: " + Causes.words(error);
                if (missing.isEmpty()) {
                    stores.forEach(store -> startedAt.put(store.id(), store.startedAt()));
                    there.complete(null);
                } else if (reach.scheduler().elapsed().compareTo(end) >= 0) {
                    there.completeExceptionally(new RecoveryFailedException(
                            missing + " (waited " + reach.settings().settling() + ")"));
                } else {
                    reach.scheduler().schedule(reach.settings().watch(), () -> look(end, there));
                }
            } catch (RuntimeException refused) {
                there.completeExceptionally(refused);
            }
        });
    }

    private CompletionStage<List<PdStore>> stores() {
        return reach.read(
                "reading the stores from PD",
                () -> reach.pd().stores(reach.settings().call()));
    }

    /** What is missing; empty if nothing is. Stores that do not belong here are refused. */
    private String missing(List<PdStore> stores) {
        Set<StoreId> strange = new TreeSet<>();
        Set<StoreId> missing = new TreeSet<>(expected);
        for (PdStore store : stores) {
            if (store.isTiflash()) {
                throw new RecoveryFailedException("store " + store.id() + " at " + store.address()
                        + " is TiFlash, whose replicas this cannot recover; stop it, or restore with the BR job");
            }
            if (!expected.contains(store.id())) {
                strange.add(store.id());
            } else if (store.state() == PdStore.State.UP) {
                missing.remove(store.id());
            }
            known.put(store.id(), store);
        }
        if (!strange.isEmpty()) {
            throw new RecoveryFailedException("PD has stores " + strange + ", which are not in the backup; it has "
                    + new TreeSet<>(expected) + ". Is this the right cluster?");
        }
        return missing.isEmpty() ? "" : "stores " + missing + " of the backup are not up";
    }

    PdStore store(StoreId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("store " + id + " is not known"));
    }

    Optional<PdStore> find(StoreId id) {
        return Optional.ofNullable(known.get(id));
    }

    /** Looks again and again until the recovery ends; tells of stores that have started anew. */
    void watch(Consumer<StoreId> startedAnew) {
        if (halt.isHalted()) {
            return;
        }
        stores().whenComplete((stores, error) -> {
            if (error == null && !halt.isHalted()) {
                refuseLateComers(stores);
                stores.forEach(store -> compare(store, startedAnew));
            }
            reach.scheduler().schedule(reach.settings().watch(), () -> watch(startedAnew));
        });
    }

    /** What joins during the recovery belongs here no more than what was there before. */
    private void refuseLateComers(List<PdStore> stores) {
        try {
            missing(stores);
        } catch (RecoveryFailedException refused) {
            halt.because(refused);
        }
    }

    private void compare(PdStore store, Consumer<StoreId> startedAnew) {
        known.put(store.id(), store);
        Instant before = startedAt.put(store.id(), store.startedAt());
        if (before != null && !before.equals(store.startedAt())) {
            startedAnew.accept(store.id());
        }
    }
}
