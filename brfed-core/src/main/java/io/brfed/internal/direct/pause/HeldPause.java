package io.brfed.internal.direct.pause;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.Closing;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pause of one TiDB cluster: taken part by part, renewed and watched, proved in one round and given back. Touched by
 * tasks of the scheduler only; every stage that it returns completes in such a task.
 *
 * <p>The order is that of the sharp edges: the hold of garbage collection costs nothing and comes first, the leases keep
 * regions from changing, the logs are applied under the leases, and only then is the timestamp read.
 */
public final class HeldPause {
    private final Reach reach;
    private final PdClient pd;
    private final Scheduler scheduler;
    private final Calls calls;
    private final PauseSettings settings;
    private final PdPause pdPause;
    private final Movements movements;
    private final Consumer<Gap> onGap;
    private final Map<StoreId, StoreLease> leases = new LinkedHashMap<>();
    private final StoreSet known = new StoreSet();
    private final List<String> repairs = new ArrayList<>();
    private Tso resolvedBefore = new Tso(0);
    private @Nullable Settling settling;
    private @Nullable Gap gap;
    private Scheduler.@Nullable Timer renewal;
    private CompletionStage<?> taking = CompletableFuture.completedFuture(true);
    private CompletionStage<?> renewing = CompletableFuture.completedFuture(true);
    private State state = State.NEW;

    private enum State {
        NEW,
        TAKING,
        HELD,
        ENDED
    }

    /**
     * A pause that is not taken yet.
     *
     * @param holder the name under which garbage collection is held
     * @param onGap told once, in a task of the scheduler, when a part lapses
     */
    public HeldPause(Reach reach, String holder, Consumer<Gap> onGap) {
        this.reach = reach;
        this.pd = reach.pd();
        this.scheduler = reach.scheduler();
        this.calls = reach.calls();
        this.settings = reach.settings();
        this.pdPause = new PdPause(reach, holder);
        this.movements = new Movements(reach);
        this.onGap = onGap;
    }

    /** What the pause was taken with. */
    public record Taken(Tso commitTs, long pdClusterId) {}

    /**
     * What the proof adds.
     *
     * @param closing read after the last snapshot
     * @param repairs what lapsed without harm
     * @param unproved what cannot be proved because stores know no leases; empty if everything was proved
     */
    public record Proved(Closing closing, List<String> repairs, List<String> unproved) {}

    /**
     * Takes the pause. Until the first pausing call nothing costs the database anything.
     *
     * @param whole how long schedulers are paused, which is asked for once, by the number of stores
     */
    public CompletionStage<Taken> take(IntFunction<Duration> whole) {
        state = State.TAKING;
        CompletionStage<Taken> taken = prepare()
                .thenCompose(identity -> next(this::holdGc)
                        .thenCompose(held -> next(() -> pauseAndLease(whole.apply(leases.size()))))
                        .thenCompose(paused -> next(this::settle))
                        .thenCompose(settled -> next(this::readCommitTs))
                        .thenApply(commitTs -> new Taken(commitTs, identity)));
        CompletionStage<Taken> whenGoing = taken.thenCompose(all -> next(() -> {
            state = State.HELD;
            return CompletableFuture.completedFuture(all);
        }));
        taking = whenGoing.handle((all, error) -> true);
        return whenGoing;
    }

    /** The next step, unless the pause was given back or lapsed in the meantime. */
    private <T> CompletionStage<T> next(Supplier<CompletionStage<T>> step) {
        if (gap != null) {
            return CompletableFuture.failedFuture(new GapException(gap));
        }
        return state == State.ENDED
                ? CompletableFuture.failedFuture(
                        new PauseRefusedException("the pause was given back before it was taken"))
                : step.get();
    }

    /**
     * Proves in one round that no part lapsed since {@link #take}, and gives the leases back by it. After the last
     * snapshot only. Fails with a {@link GapException} that names the part.
     */
    public CompletionStage<Proved> prove() {
        if (gap != null) {
            return CompletableFuture.failedFuture(new GapException(gap));
        }
        stopRenewing();
        List<CompletableFuture<?>> round = new ArrayList<>();
        leases.values().forEach(lease -> round.add(proveLease(lease)));
        round.add(proveStores());
        round.add(proving(PausePart.GC, pdPause.proveGc()));
        round.add(proving(PausePart.SCHEDULERS, proveSchedulers()));
        CompletableFuture<Tso> closingTso = read("a closing timestamp", () -> pd.timestamp(settings.call()));
        CompletableFuture<Long> highWater = read("an id of PD's allocator", () -> pd.allocateId(settings.call()));
        round.add(closingTso);
        round.add(highWater);
        state = State.ENDED;
        return CompletableFuture.allOf(round.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        new Proved(new Closing(closingTso.join(), highWater.join()), List.copyOf(repairs), unproved()));
    }

    /**
     * Gives everything back, whatever was taken. Never fails. A part that was just being asked for, or renewed, is given
     * back once more when that call has ended, because the two may arrive in any order.
     *
     * @return what could not be given back and has to run out by itself; empty if everything was
     */
    public CompletionStage<List<String>> release() {
        stopRenewing();
        state = State.ENDED;
        if (settling != null) {
            settling.stop(new PauseRefusedException("the pause was given back before it was taken"));
        }
        CompletableFuture<Void> underWay =
                CompletableFuture.allOf(taking.toCompletableFuture(), renewing.toCompletableFuture());
        boolean quiet = underWay.isDone();
        CompletionStage<List<String>> first = giveBack();
        return quiet
                ? first
                : first.thenCombine(underWay, (left, ended) -> left).thenCompose(left -> giveBack());
    }

    /**
     * Gives back what another process, which has ended, held in PD under the same name. The leases of that process run out
     * by themselves.
     *
     * @return what runs out by itself
     */
    public CompletionStage<List<String>> releaseLeftOver() {
        state = State.ENDED;
        if (settings.unleased() == PauseSettings.Unleased.ALLOWED) {
            movements.mayBeStoppedByAnother();
        }
        return pdPause.prepare()
                .handle((ready, error) -> true)
                .thenCompose(ready -> giveBack())
                .thenApply(left -> {
                    List<String> all = new ArrayList<>(left);
                    all.add("the leases of the stores run out within " + settings.hold());
                    return List.copyOf(all);
                });
    }

    private CompletionStage<List<String>> giveBack() {
        List<String> left = new ArrayList<>();
        List<CompletableFuture<?>> round = new ArrayList<>();
        round.add(noting(left, "schedulers stay paused", pdPause.resumeSchedulers()));
        round.add(noting(left, "temporary settings stay", pdPause.endTemporary()));
        round.add(noting(left, "garbage collection stays held", pdPause.releaseGc()));
        if (movements.mayBeStopped()) {
            round.add(noting(left, "checkers stay paused", movements.goOn()));
        }
        for (StoreLease lease : leases.values()) {
            if (lease.mayBeHeld()) {
                round.add(noting(left, "store " + lease.store().id() + " stays held", lease.finish()));
            } else {
                lease.abandon();
            }
        }
        return CompletableFuture.allOf(round.toArray(CompletableFuture[]::new)).thenApply(all -> List.copyOf(left));
    }

    /** Gives back what is PD's after a proof, which ended the leases. Never fails. */
    public CompletionStage<List<String>> releaseProved() {
        leases.clear();
        return release();
    }

    /** The process goes on without the pause: nothing is renewed, everything runs out. */
    public void abandon() {
        stopRenewing();
        state = State.ENDED;
        leases.values().forEach(StoreLease::abandon);
    }

    private CompletionStage<Long> prepare() {
        return pdPause.prepare()
                .thenCompose(ready -> read("the identity of PD", () -> pd.identity(settings.call())))
                .thenCompose(identity -> read("the stores of PD", () -> pd.stores(settings.call()))
                        .thenCompose(this::connect)
                        .thenApply(connected -> identity.clusterId()));
    }

    private CompletionStage<Void> connect(Collection<PdStore> stores) {
        List<CompletableFuture<?>> connecting = new ArrayList<>();
        for (PdStore store : stores) {
            if (!store.isTiflash()) {
                known.add(store);
                StoreLease lease = new StoreLease(store, reach, new StoreWatcher());
                leases.put(store.id(), lease);
                connecting.add(lease.connect().toCompletableFuture());
            }
        }
        if (connecting.isEmpty()) {
            throw new PauseRefusedException("PD knows no TiKV store");
        }
        return CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> holdGc() {
        return freshResolvedTs().thenCompose(resolved -> {
            resolvedBefore = resolved;
            return pdPause.holdGc(resolved);
        });
    }

    private CompletionStage<Void> pauseAndLease(Duration whole) {
        renewLater();
        return pdPause.pauseScheduling(whole).thenCompose(paused -> {
            List<CompletableFuture<?>> round = new ArrayList<>();
            round.add(pdPause.rememberSchedulers().toCompletableFuture());
            leases.values().forEach(lease -> round.add(lease.take().toCompletableFuture()));
            return CompletableFuture.allOf(round.toArray(CompletableFuture[]::new))
                    .thenCompose(taken -> anyUnleased()
                            ? next(() -> movements.stop(whole))
                            : CompletableFuture.<Void>completedFuture(null));
        });
    }

    private boolean anyUnleased() {
        return leases.values().stream().anyMatch(StoreLease::isUnleased);
    }

    private List<String> unproved() {
        List<String> stores = leases.values().stream()
                .filter(StoreLease::isUnleased)
                .map(lease -> lease.store().id() + " (TiKV " + lease.store().version() + ")")
                .toList();
        return stores.isEmpty()
                ? List.of()
                : List.of("stores " + String.join(", ", stores)
                        + " know no leases: imports were suspended, PD's schedulers"
                        + " and checkers paused and no region was seen to change, but that none did is not proved");
    }

    private CompletionStage<Void> settle() {
        Settling begun = new Settling(reach, leases);
        settling = begun;
        return begun.begin();
    }

    private CompletionStage<Tso> readCommitTs() {
        return freshResolvedTs().thenApply(resolved -> {
            if (resolved.compareTo(resolvedBefore) < 0) {
                throw new PauseRefusedException("the resolved timestamp fell from " + resolvedBefore + " to " + resolved
                        + " while the pause was taken, which happens when PD's leader changes; try again");
            }
            return resolved;
        });
    }

    /** The resolved timestamp, which may be stale: PD answers with the last one that was kept, whatever its name says. */
    private CompletionStage<Tso> freshResolvedTs() {
        CompletableFuture<Tso> now = read("a timestamp", () -> pd.timestamp(settings.call()));
        return read("the resolved timestamp", () -> pd.minResolvedTs(settings.call()))
                .thenCombine(now, (resolved, clock) -> {
                    if (!resolved.enabled()) {
                        throw new PauseRefusedException("PD does not keep the resolved timestamp; set "
                                + "pd-server.min-resolved-ts-persistence-interval above 0");
                    }
                    settings.tooFarBehind(resolved.value(), clock).ifPresent(behind -> {
                        throw new PauseRefusedException("the resolved timestamp " + resolved.value() + " is " + behind
                                + " old, at most " + settings.staleness()
                                + "; a store does not report, or a transaction holds a lock for long");
                    });
                    return resolved.value();
                });
    }

    private void renewLater() {
        renewal = scheduler.schedule(settings.renewal(), this::renew);
    }

    private void renew() {
        if (state == State.ENDED || gap != null) {
            return;
        }
        List<CompletionStage<?>> round = new ArrayList<>();
        leases.values().forEach(lease -> round.add(lease.renew()));
        round.add(pdPause.renew(new StoreWatcher()));
        if (state == State.HELD) {
            round.add(watching(proveSchedulers()));
        }
        round.add(watching(proveStores()));
        renewing = CompletableFuture.allOf(
                round.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
        renewLater();
    }

    /** A failure to look is no gap: the leases keep the regions as they are, and the proof looks again. */
    private CompletionStage<Boolean> watching(CompletionStage<Void> look) {
        return look.handle((same, error) -> {
            if (error != null && Causes.of(error) instanceof GapException lapsed) {
                found(lapsed.gap());
            }
            return error == null;
        });
    }

    private CompletableFuture<?> proveLease(StoreLease lease) {
        return proving(PausePart.LEASE, lease.finish().thenAccept(valid -> {
            if (!valid) {
                throw new GapException(new Gap(
                        lease.isUnleased() ? PausePart.IMPORTS : PausePart.LEASE,
                        "store " + lease.store().id() + " says that it had expired"));
            }
        }));
    }

    /** A pause of schedulers that PD forgot under intact leases is repaired and reported; no region can have changed. */
    private CompletionStage<Void> proveSchedulers() {
        return pdPause.lostSchedulers().thenCompose(lost -> {
            if (lost.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            if (anyUnleased()) {
                throw new GapException(new Gap(
                        PausePart.SCHEDULERS,
                        "PD forgot the pause of " + lost + ", " + pdPause.whyLost()
                                + ", and stores without leases do not keep regions as they are"));
            }
            repairs.add("PD forgot the pause of " + lost + " at " + scheduler.now()
                    + ", " + pdPause.whyLost() + "; the leases held"
                    + (state == State.ENDED ? "" : ", and they were paused anew"));
            return state == State.ENDED ? CompletableFuture.completedFuture(null) : pdPause.reapplySchedulers();
        });
    }

    private CompletableFuture<Void> proveStores() {
        return read("the stores of PD", () -> pd.stores(settings.call())).thenAccept(known::requireSame);
    }

    private void found(Gap lapsed) {
        if (gap == null && state != State.ENDED) {
            gap = lapsed;
            stopRenewing();
            if (settling != null) {
                settling.stop(new GapException(lapsed));
            }
            onGap.accept(lapsed);
        }
    }

    private void stopRenewing() {
        if (renewal != null) {
            renewal.cancel();
        }
    }

    private <T> CompletableFuture<T> read(String what, Supplier<CompletionStage<T>> call) {
        return calls.read("reading " + what, settings.call(), call).toCompletableFuture();
    }

    /** What cannot be shown counts as lapsed. */
    private static CompletableFuture<?> proving(PausePart part, CompletionStage<?> stage) {
        return stage.handle((done, error) -> {
                    if (error == null) {
                        return null;
                    }
                    Throwable cause = Causes.of(error);
                    throw cause instanceof GapException lapsed
                            ? lapsed
                            : new GapException(new Gap(part, "it could not be proved: " + cause.getMessage()));
                })
                .toCompletableFuture();
    }

    private static CompletableFuture<?> noting(List<String> left, String what, CompletionStage<?> stage) {
        Function<Throwable, @Nullable Object> note = error -> {
            left.add(what + " until it runs out: " + Causes.of(error).getMessage());
            return null;
        };
        return stage.<@Nullable Object>thenApply(done -> null)
                .exceptionally(note)
                .toCompletableFuture();
    }

    private final class StoreWatcher implements StoreLease.Watcher {
        @Override
        public void applied(PdStore store, RegionAt region) {
            if (settling != null) {
                settling.applied(store, region);
            }
        }

        @Override
        public void notApplied(PdStore store, RegionAt region, String why) {
            if (settling != null) {
                settling.notApplied(store, region, why);
            }
        }

        @Override
        public void disconnected(PdStore store, String why) {
            if (settling != null) {
                settling.disconnected(store, why);
            }
        }

        @Override
        public void gap(Gap lapsed) {
            found(lapsed);
        }

        @Override
        public void refused(String why) {
            found(new Gap(PausePart.LEASE, why));
        }
    }
}
