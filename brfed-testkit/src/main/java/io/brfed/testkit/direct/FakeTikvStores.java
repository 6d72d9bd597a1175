package io.brfed.testkit.direct;

import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation;
import io.brfed.testkit.direct.FakeWire.Call;
import io.brfed.testkit.direct.FakeWire.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The TiKV stores of a cluster in memory, in the time of a scheduler. Each has one time until which it is leased, whoever
 * asked for it; a newer connection ends the older one. Faults are methods with names. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class FakeTikvStores implements StorePreparation {
    private final Scheduler scheduler;
    private final TidbTopology topology;
    private final Map<StoreId, FakeTikvStore> stores = new HashMap<>();

    private FakeTikvStores(Scheduler scheduler, TidbTopology topology) {
        this.scheduler = scheduler;
        this.topology = topology;
    }

    /** The stores of a cluster. */
    public static FakeTikvStores on(Scheduler scheduler, TidbTopology topology) {
        return new FakeTikvStores(scheduler, topology);
    }

    private synchronized FakeTikvStore at(StoreId id) {
        return stores.computeIfAbsent(id, fresh -> new FakeTikvStore(fresh, topology, scheduler));
    }

    /** How long a store's lease goes on; zero if there is none. */
    public Duration leaseLeft(StoreId store) {
        return at(store).leaseLeft();
    }

    /** How long imports into a store are suspended; zero if they are not. */
    public Duration importsSuspended(StoreId store) {
        return at(store).importsSuspended();
    }

    /** A store's process starts again: its lease and its suspension of imports are gone, its connections break, and its start time is another. */
    public void restarts(StoreId store) {
        at(store).ends(Loss.BROKEN, "UNAVAILABLE \"the store has restarted\"");
        at(store).forget();
        if (topology instanceof FakeTopology fake) {
            fake.restarted(store);
        }
    }

    /** A store's lease is gone without anybody being told: a later renewal finds the gap. */
    public void losesLease(StoreId store) {
        at(store).dropLease();
    }

    /** Somebody else connects to prepare a store. */
    public void isPreparedByAnother(StoreId store) {
        at(store).ends(Loss.SUPERSEDED, "CANCELLED \"the loop has been aborted by server\"");
    }

    /** Connections to a store break; its lease goes on. */
    public void disconnects(StoreId store) {
        at(store).ends(Loss.BROKEN, "UNAVAILABLE \"connection reset\"");
    }

    /** A store cannot be reached until {@link #comesBack}; its lease goes on. */
    public void becomesUnreachable(StoreId store) {
        at(store).wire().reachable(false);
        disconnects(store);
    }

    /** Undoes {@link #becomesUnreachable}. */
    public void comesBack(StoreId store) {
        at(store).wire().reachable(true);
    }

    /** A store knows no leases, as TiKV before 6.5.8 and 7.5.1. */
    public void hasNoLeases(StoreId store) {
        at(store).leases(false);
    }

    /** The answer to the next call of a method is lost: {@code lease}, {@code finish}, {@code suspendImports}, ... */
    public void losesNextAnswer(StoreId store, String method) {
        at(store).wire().loseAnswer(method);
    }

    /** The next call of a method is on its way for longer, so that later ones overtake it. */
    public void delaysNext(StoreId store, String method, Duration by) {
        at(store).wire().delay(method, by);
    }

    /** A region's peers say that they have not applied everything, until {@link #healsApply}. */
    public synchronized void failsApply(long region) {
        topology.stores().forEach(store -> at(store.id()).failApply(region, FakeTikvStore.Apply.FAILS));
    }

    /** A region's peers do not say when they have applied everything, until {@link #healsApply}. */
    public synchronized void silencesApply(long region) {
        topology.stores().forEach(store -> at(store.id()).failApply(region, FakeTikvStore.Apply.SILENT));
    }

    /** Undoes {@link #failsApply} and {@link #silencesApply}. */
    public synchronized void healsApply(long region) {
        topology.stores().forEach(store -> at(store.id()).failApply(region, FakeTikvStore.Apply.DONE));
    }

    @Override
    public CompletionStage<Session> open(PdStore store, Events events, Duration limit) {
        FakeTikvStore tikv = at(store.id());
        return tikv.wire().call(new Call("open", Kind.READ, limit), () -> tikv.open(events));
    }

    @Override
    public CompletionStage<List<LeaderRegion>> pendingChanges(PdStore store, Duration limit) {
        return at(store.id())
                .wire()
                .call(
                        new Call("pendingChanges", Kind.READ, limit),
                        () -> topology.regions().stream()
                                .filter(route -> route.leader()
                                        .filter(store.id()::equals)
                                        .isPresent())
                                .map(route -> new LeaderRegion(
                                        route.region(),
                                        topology.isChanging(route.region().id())))
                                .toList());
    }

    @Override
    public CompletionStage<Boolean> suspendImports(PdStore store, Duration hold, Duration limit) {
        FakeTikvStore tikv = at(store.id());
        Call call = new Call("suspendImports", Kind.WRITE, limit);
        return tikv.wire().call(call, () -> {
            if (topology.stores().stream().noneMatch(known -> known.id().equals(store.id()))) {
                throw tikv.wire().failure(Fault.UNREACHABLE, call, "there is no store " + store.id());
            }
            return tikv.suspendImports(hold);
        });
    }
}
