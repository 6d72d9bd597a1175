package io.brfed.internal.direct.pause;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.Key;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Waits until every region has applied what was in its log when all stores were leased, and no leader has a change of
 * peers or range left. Asks again, region by region, until leaders and epochs are the ones that answered. Touched by tasks
 * of the scheduler only.
 */
final class Settling {
    private static final int PAGE = 1024;
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(20);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(2);

    private final PdClient pd;
    private final StorePreparation preparation;
    private final Map<StoreId, StoreLease> leases;
    private final Scheduler scheduler;
    private final Calls calls;
    private final PauseSettings settings;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final Applied applied = new Applied();
    private final Map<Long, Asked> asked = new HashMap<>();
    private final Map<Long, Integer> attempts = new HashMap<>();
    private String lastTrouble = "";
    /** The round that counts; what an older one still hears is ignored. */
    private int round;

    /** A region that a store was asked about. */
    private record Asked(RegionAt region, StoreId store) {}

    Settling(Reach reach, Map<StoreId, StoreLease> leases) {
        this.pd = reach.pd();
        this.preparation = reach.stores();
        this.leases = leases;
        this.scheduler = reach.scheduler();
        this.calls = reach.calls();
        this.settings = reach.settings();
    }

    /** Begins; the stage fails if a region cannot be settled, and names it. */
    CompletionStage<Void> begin() {
        // A busy cluster may take many rounds, each because of another region: what limits them together is time.
        Duration limit = settings.longest().dividedBy(2);
        Scheduler.Timer end = scheduler.schedule(limit, () -> stop(new PauseRefusedException(unsettled(limit))));
        load(new Loading(round, Key.UNBOUNDED, new ArrayList<>()));
        return settled.whenComplete((done, error) -> end.cancel());
    }

    private String unsettled(Duration limit) {
        Optional<Asked> silent = asked.values().stream().findFirst();
        String last = lastTrouble.isEmpty() ? "" : "; last: " + lastTrouble;
        return silent.map(question -> "region "
                        + Long.toUnsignedString(question.region().id()) + " on store " + question.store()
                        + " has not applied its log within " + limit + last)
                .orElse("the regions did not come to rest within " + limit + last);
    }

    /** Stops: nothing is asked any more. */
    void stop(Throwable why) {
        settled.completeExceptionally(why);
    }

    void applied(PdStore store, RegionAt region) {
        Asked question = asked.get(region.id());
        if (question == null
                || !question.store().equals(store.id())
                || !question.region().sameEpochAs(region)) {
            return;
        }
        asked.remove(region.id());
        applied.add(question.region(), store.id());
        if (asked.isEmpty()) {
            check(round);
        }
    }

    void notApplied(PdStore store, RegionAt region, String why) {
        Asked question = asked.get(region.id());
        if (question == null || !question.store().equals(store.id())) {
            return;
        }
        again("region " + Long.toUnsignedString(region.id()) + " on store " + store.id() + ": " + why, region.id());
    }

    /** What the store was asked is not answered any more; it is asked again, with everybody. */
    void disconnected(PdStore store, String why) {
        Optional<Asked> unanswered = asked.values().stream()
                .filter(question -> question.store().equals(store.id()))
                .findFirst();
        unanswered.ifPresent(question -> again(
                "the connection to store " + store.id() + " broke: " + why,
                question.region().id()));
    }

    private boolean isOver(int mine) {
        return settled.isDone() || mine != round;
    }

    /** Regions as far as they are read, in one round. */
    private record Loading(int round, Key from, List<RegionRoute> loaded) {}

    private void load(Loading loading) {
        if (isOver(loading.round())) {
            return;
        }
        calls.read("reading regions from PD", settings.call(), () -> pd.regions(loading.from(), PAGE, settings.call()))
                .whenComplete((page, error) -> {
                    if (isOver(loading.round())) {
                        return;
                    }
                    if (error != null) {
                        later("PD did not tell the regions: " + error.getMessage());
                        return;
                    }
                    loading.loaded().addAll(page);
                    Key end = page.isEmpty()
                            ? Key.UNBOUNDED
                            : page.get(page.size() - 1).region().end();
                    if (end.isUnbounded() || page.size() < PAGE) {
                        ask(loading.loaded());
                    } else {
                        load(new Loading(loading.round(), end, loading.loaded()));
                    }
                });
    }

    private void ask(List<RegionRoute> routes) {
        int mine = round;
        Map<StoreId, List<RegionAt>> byStore = new HashMap<>();
        List<RegionRoute> homeless = routes.stream()
                .filter(route -> route.leader().filter(leases::containsKey).isEmpty())
                .toList();
        if (routes.isEmpty() || !homeless.isEmpty()) {
            later(
                    routes.isEmpty()
                            ? "PD knows no regions"
                            : "PD knows no leader of region "
                                    + Long.toUnsignedString(
                                            homeless.get(0).region().id()));
            return;
        }
        for (RegionRoute route : routes) {
            StoreId store = route.leader().orElseThrow();
            if (lease(store).isUnleased()) {
                // Such a store cannot be asked; that its leaders come to rest is all that can be seen.
                applied.add(route.region(), store);
                continue;
            }
            asked.put(route.region().id(), new Asked(route.region(), store));
            byStore.computeIfAbsent(store, id -> new ArrayList<>()).add(route.region());
        }
        byStore.forEach((store, regions) -> lease(store).awaitApplied(regions).whenComplete((sent, error) -> {
            if (error != null && !isOver(mine)) {
                again(
                        "store " + store + " could not be asked: "
                                + Causes.of(error).getMessage(),
                        regions.get(0).id());
            }
        }));
        if (!isOver(mine) && asked.isEmpty()) {
            check(mine);
        }
    }

    private StoreLease lease(StoreId store) {
        StoreLease lease = leases.get(store);
        if (lease == null) {
            throw new IllegalStateException("store " + store + " is not leased");
        }
        return lease;
    }

    /** Everything answered: looks whether the leaders are still the ones that did. */
    private void check(int mine) {
        List<CompletableFuture<List<Applied.Answer>>> answers = leases.values().stream()
                .map(lease -> pending(lease).toCompletableFuture())
                .toList();
        CompletionStage<Void> everybody = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        everybody.whenComplete((all, error) -> {
            if (isOver(mine)) {
                return;
            }
            if (error != null) {
                later("a store did not tell its pending changes: "
                        + Causes.of(error).getMessage());
            } else {
                compare(answers.stream()
                        .flatMap(answer -> answer.join().stream())
                        .toList());
            }
        });
    }

    private CompletionStage<List<Applied.Answer>> pending(StoreLease lease) {
        PdStore store = lease.store();
        return calls.read(
                        "asking store " + store.id() + " for pending changes",
                        settings.call(),
                        () -> preparation.pendingChanges(store, settings.call()))
                .thenApply(regions -> {
                    for (StorePreparation.LeaderRegion region : regions) {
                        if (region.pending()) {
                            throw new ProviderException(
                                    Fault.RETRY,
                                    "region "
                                            + Long.toUnsignedString(
                                                    region.region().id()) + " on store " + store.id()
                                            + " is changing its peers or its range");
                        }
                    }
                    return regions.stream()
                            .map(region -> new Applied.Answer(region.region(), store.id()))
                            .toList();
                });
    }

    private void compare(List<Applied.Answer> leaders) {
        Optional<String> hole = Applied.hole(leaders);
        List<Applied.Answer> differing = applied.differing(leaders);
        if (hole.isPresent()) {
            later(hole.get());
        } else if (differing.isEmpty()) {
            settled.complete(null);
        } else {
            Applied.Answer first = differing.get(0);
            long region = first.region().id();
            again(
                    "region " + Long.toUnsignedString(region) + " on store " + first.store()
                            + " changed while it was asked",
                    region);
        }
    }

    private void again(String why, long region) {
        int failed = attempts.merge(region, 1, Integer::sum);
        if (failed > settings.rounds()) {
            settled.completeExceptionally(new ProviderException(
                    Fault.REFUSED, why + " (asked " + failed + " times, at most " + settings.rounds() + ")"));
        } else {
            later(why);
        }
    }

    /** Starts over after a while; what has been asked is forgotten, what was answered counts only if it still holds. */
    private void later(String why) {
        if (settled.isDone()) {
            return;
        }
        lastTrouble = why;
        asked.clear();
        round++;
        int next = round;
        scheduler.schedule(backOff(), () -> load(new Loading(next, Key.UNBOUNDED, new ArrayList<>())));
    }

    private Duration backOff() {
        Duration full = FIRST_BACK_OFF.multipliedBy(1L << Math.min(round - 1, 10));
        Duration limited = full.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : full;
        long half = limited.toNanos() / 2;
        return Duration.ofNanos(half + Math.floorMod(scheduler.nextRandom(), half + 1));
    }
}
