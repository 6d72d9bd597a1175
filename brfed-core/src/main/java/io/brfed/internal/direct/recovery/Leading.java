package io.brfed.internal.direct.recovery;

import io.brfed.api.ProviderException;
import io.brfed.api.StoreId;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.PdStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Gives every region a leader: each store is told which regions to lead, and a region that finds no leader in time is
 * given to its next candidate. A store that comes to lead more and more is slow and keeps its regions. One call at a time
 * to a store; a newer one ends the one before. Touched by tasks of the scheduler only.
 */
final class Leading {
    private static final int MOST_TOLD = 10;
    /** Of the time that a call to a store may take: how often leaders are counted, and how long none may be added. */
    private static final int COUNTS = 6;

    private static final int STANDS_STILL = 3;

    private final RecoveryReach reach;
    private final Roster roster;
    private final RecoveryPlan plan;
    private final Halt halt;
    private final LongConsumer progress;
    private final Growth growth = new Growth();
    private final CompletableFuture<Void> led = new CompletableFuture<>();
    /** The regions that another store leads than the plan says. */
    private final Map<Long, StoreId> moved = new TreeMap<>(Long::compareUnsigned);

    private final Map<StoreId, Sent> sent = new HashMap<>();
    private int rounds;
    private Duration roundBegan = Duration.ZERO;
    private Duration roundEnded = Duration.ZERO;

    /** A call to a store: what came of it, once it is over and no newer one has taken its place. */
    private static final class Sent {
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private String trouble = "";
    }

    /**
     * For the regions of a plan.
     *
     * @param progress told how many regions have leaders
     */
    Leading(Means means, RecoveryPlan plan, LongConsumer progress) {
        this.reach = means.reach();
        this.roster = means.roster();
        this.halt = means.halt();
        this.plan = plan;
        this.progress = progress;
    }

    /** What a recovery works with. */
    record Means(RecoveryReach reach, Roster roster, Halt halt) {}

    CompletionStage<Void> lead() {
        reach.scheduler().schedule(pace(), this::count);
        round(plan.stores().stream()
                .filter(store -> plan.leaders(store).findAny().isPresent())
                .toList());
        return led;
    }

    private Duration pace() {
        Duration pace = reach.settings().leading().dividedBy(COUNTS);
        return pace.compareTo(reach.settings().watch()) < 0 ? reach.settings().watch() : pace;
    }

    /** Counts again and again while stores are at it; what PD does not tell now it tells the next time. */
    private void count() {
        if (led.isDone() || halt.isHalted()) {
            return;
        }
        Routes.look(reach, plan).whenComplete((routes, error) -> {
            if (error == null) {
                see(routes);
            }
            reach.scheduler().schedule(pace(), this::count);
        });
    }

    private void see(Routes routes) {
        if (!led.isDone() && !halt.isHalted()) {
            growth.see(routes.ledBy(), reach.scheduler().elapsed());
            progress.accept(routes.led());
        }
    }

    /** A store has started anew and leads nothing any more. */
    void startedAnew(StoreId store) {
        growth.startedAnew(store);
        if (leaders(store).findAny().isPresent()) {
            tell(store, reach.settings().attempts());
        }
    }

    /** Once all regions have had their leaders, no round looks after a store that could not be told. */
    private void tell(StoreId store, int attempts) {
        Sent call = send(store);
        CompletionStage<Void> watched =
                call.over.thenCompose(over -> reach.later(reach.settings().watch()));
        CompletionStage<Void> unused = watched.thenAccept(waited -> {
            boolean failed = !call.trouble.isEmpty() && call.equals(sent.get(store));
            if (failed && led.isDone() && attempts > 1 && !halt.isHalted()) {
                tell(store, attempts - 1);
            }
        });
    }

    /** A list of its own: it is read on another thread, and perhaps for longer than anybody waits for the answer. */
    private LongStream leaders(StoreId store) {
        LongStream planned = plan.leaders(store);
        if (moved.isEmpty()) {
            return planned;
        }
        List<Long> taken = new ArrayList<>();
        moved.forEach((region, to) -> {
            if (to.equals(store)) {
                taken.add(region);
            }
        });
        return LongStream.of(LongStream.concat(
                        planned.filter(region -> !moved.containsKey(region)),
                        taken.stream().mapToLong(Long::longValue))
                .toArray());
    }

    private void round(Collection<StoreId> stores) {
        beginRound();
        stores.forEach(this::send);
        awaitAll();
    }

    private void beginRound() {
        rounds++;
        roundBegan = reach.scheduler().elapsed();
    }

    private Sent send(StoreId store) {
        Sent call = new Sent();
        Sent before = sent.put(store, call);
        PdStore target = roster.store(store);
        reach.write(
                        "recovering the regions of store " + store + " at " + target.address(),
                        reach.settings().leading(),
                        () -> reach.stores()
                                .recover(
                                        target, leaders(store), reach.settings().leading()))
                .whenComplete((done, error) -> {
                    call.trouble = error == null ? "" : trouble(store, error);
                    call.over.complete(null);
                });
        if (before != null) {
            before.over.complete(null);
        }
        return call;
    }

    private static String trouble(StoreId store, Throwable error) {
        return "store " + store + ": " + (Causes.of(error) instanceof ProviderException ? Causes.words(error) : error);
    }

    /** Waits for the newest call to each store. */
    private void awaitAll() {
        List<Sent> calls = List.copyOf(sent.values());
        CompletionStage<Void> all =
                CompletableFuture.allOf(calls.stream().map(call -> call.over).toArray(CompletableFuture[]::new));
        all.whenComplete((done, error) -> {
            if (!calls.equals(List.copyOf(sent.values()))) {
                awaitAll();
            } else {
                roundEnded = reach.scheduler().elapsed();
                look();
            }
        });
    }

    private void look() {
        if (led.isDone() || halt.isHalted()) {
            return;
        }
        reach.persistently(reach.settings().attempts(), halt, () -> Routes.look(reach, plan))
                .whenComplete((routes, error) -> {
                    if (error != null) {
                        led.completeExceptionally(error);
                        return;
                    }
                    see(routes);
                    if (routes.trouble().isEmpty() && troubled().isEmpty()) {
                        led.complete(null);
                    } else {
                        goOn(routes);
                    }
                });
    }

    private Set<StoreId> troubled() {
        Set<StoreId> stores = new TreeSet<>();
        sent.forEach((store, call) -> {
            if (!call.trouble.isEmpty()) {
                stores.add(store);
            }
        });
        return stores;
    }

    /** PD may only be late; a store without an end that leads no more than before has regions that it cannot lead. */
    private void goOn(Routes routes) {
        Set<StoreId> troubled = troubled();
        Duration now = reach.scheduler().elapsed();
        Duration recently = now.minus(reach.settings().leading().dividedBy(STANDS_STILL));
        boolean late = now.minus(roundEnded).compareTo(patience()) < 0;
        if (troubled.isEmpty() && (late || growth.since(recently))) {
            reach.scheduler().schedule(reach.settings().watch(), this::look);
            return;
        }
        if (growth.since(roundBegan)) {
            rounds = 0;
        }
        List<Long> unled = new ArrayList<>();
        routes.unled(unled::add);
        if (rounds >= reach.settings().attempts()) {
            led.completeExceptionally(new RecoveryFailedException(giveUp(routes, unled)));
            return;
        }
        Set<StoreId> next = new TreeSet<>(troubled);
        unled.stream()
                .filter(region -> !growth.since(toldTo(region), recently))
                .toList()
                .forEach(region -> move(region, next));
        if (next.isEmpty()) {
            roundEnded = now;
            beginRound();
            reach.scheduler().schedule(reach.settings().watch(), this::look);
        } else {
            round(next);
        }
    }

    private StoreId toldTo(long region) {
        StoreId elsewhere = moved.get(region);
        return elsewhere == null ? plan.leader(region) : elsewhere;
    }

    private Duration patience() {
        return reach.settings().leading().compareTo(reach.settings().settling()) < 0
                ? reach.settings().leading()
                : reach.settings().settling();
    }

    /** The store that could not lead it must be told, too: it would go on trying, and depose the one that can. */
    private void move(long region, Set<StoreId> next) {
        List<StoreId> candidates = plan.candidates(region);
        StoreId now = toldTo(region);
        StoreId then = candidates.get((candidates.indexOf(now) + 1) % candidates.size());
        moved.put(region, then);
        next.add(now);
        next.add(then);
    }

    private String giveUp(Routes routes, List<Long> unled) {
        StringBuilder text = new StringBuilder("after ")
                .append(rounds)
                .append(" rounds in which no store led more ")
                .append(unled.size())
                .append(" of ")
                .append(plan.regions())
                .append(" regions have no leader");
        unled.stream()
                .limit(MOST_TOLD)
                .forEach(region -> text.append("; region ")
                        .append(Long.toUnsignedString(region))
                        .append(", whose candidates are stores ")
                        .append(plan.candidates(region)));
        if (!routes.trouble().isEmpty()) {
            text.append("; ").append(routes.trouble());
        }
        sent.values().stream()
                .map(call -> call.trouble)
                .filter(trouble -> !trouble.isEmpty())
                .limit(MOST_TOLD)
                .forEach(trouble -> text.append("; ").append(trouble));
        return text.toString();
    }
}
