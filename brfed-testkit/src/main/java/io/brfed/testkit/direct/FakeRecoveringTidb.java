package io.brfed.testkit.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionMeta;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.Role;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoreRecovery;
import io.brfed.testkit.direct.RecoveringRegion.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * TiKV stores that came up from volumes, in recovery mode: regions without leaders, elections as TiKV holds them, the
 * flashback with what makes it fail. What PD knows of it is shown by a {@link FakePdClient} over it. Faults are methods
 * with names. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class FakeRecoveringTidb implements TidbTopology, StoreRecovery {
    private static final long CLUSTER = 7_300_000_000_000_000_009L;
    private static final long FIRST_REGION = 100;
    private static final int IDS_PER_REGION = 10;
    private static final int LAST_INDEX = 50;
    private static final int PAGE = 16;
    private static final Duration CAMPAIGN = Duration.ofSeconds(10);
    private static final Duration DEFAULT_CALL = Duration.ofMillis(5);

    private final Scheduler scheduler;
    private final Map<StoreId, PdStore> stores = new TreeMap<>();
    private final Map<Long, RecoveringRegion> regions = new TreeMap<>();
    private final Map<StoreId, List<RegionMeta>> leftovers = new HashMap<>();
    private final Map<StoreId, Recovering> recovering = new HashMap<>();
    private final Map<Long, Deque<Answer>> answers = new HashMap<>();
    private final Map<StoreId, Integer> failingReads = new HashMap<>();
    private final Map<StoreId, Integer> atATime = new HashMap<>();
    private final Set<StoreId> panicked = new TreeSet<>();
    private final Set<StoreId> calledTwice = new TreeSet<>();
    private Duration call = DEFAULT_CALL;
    private int flashbackCalls;

    /** One call that makes leaders, as the store goes on with it. */
    private record Recovering(List<Long> regions, CompletableFuture<Void> answer) {}

    private FakeRecoveringTidb(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Stores with the ids from 1 on, and regions with the ids 100, 110 and so on, each with three voters that know the same
     * and nobody that leads.
     *
     * @param storeCount 3 or more
     * @param regionCount 1 to 65,536
     */
    public static FakeRecoveringTidb of(Scheduler scheduler, int storeCount, int regionCount) {
        FakeRecoveringTidb tidb = new FakeRecoveringTidb(scheduler);
        for (int i = 1; i <= storeCount; i++) {
            tidb.stores.put(new StoreId(i), tidb.store(new StoreId(i), Map.of()));
        }
        for (int i = 0; i < regionCount; i++) {
            RecoveringRegion region = new RecoveringRegion(
                    FIRST_REGION + (long) i * IDS_PER_REGION, boundary(i, regionCount), boundary(i + 1, regionCount));
            for (int peer = 0; peer < 3; peer++) {
                region.replicas.put(
                        new StoreId((i + peer) % storeCount + 1L),
                        new Replica(region.id + peer + 1, Role.VOTER, RecoveringRegion.TERM, LAST_INDEX));
            }
            tidb.regions.put(region.id, region);
        }
        return tidb;
    }

    private static Key boundary(int index, int of) {
        int value = (int) ((long) index * 0x10000 / of);
        return index == 0 || index == of ? Key.UNBOUNDED : Key.of((byte) (value >> 8), (byte) value);
    }

    private PdStore store(StoreId id, Map<String, String> labels) {
        Instant now = scheduler.now();
        return new PdStore(id, PdStore.State.UP, "tikv-" + id + ":20160", "", labels, "8.5.0", now, now);
    }

    /** Sets how long a call of the flashback takes. Default: 5 ms. */
    public synchronized FakeRecoveringTidb callTakes(Duration value) {
        call = value;
        return this;
    }

    /** Makes a region's peer on a store a learner, which can be told to lead and never will. */
    public synchronized void becomesLearner(long region, StoreId store) {
        replace(region, store, new Replica(region + 9, Role.LEARNER, RecoveringRegion.TERM, LAST_INDEX));
    }

    /** Makes a region's peer on a store one that has seen a greater term, and lacks the end of the log. */
    public synchronized void fellBehind(long region, StoreId store) {
        replace(region, store, new Replica(region + 9, Role.VOTER, RecoveringRegion.TERM + 1, LAST_INDEX - 9));
    }

    private void replace(long region, StoreId store, Replica replica) {
        region(region).replicas.put(store, replica);
    }

    /** A store has something left of a region that was merged into another. */
    public synchronized void hasLeftover(StoreId store, RegionMeta meta) {
        leftovers.computeIfAbsent(store, id -> new ArrayList<>()).add(meta);
    }

    /** A region is on none of the volumes. */
    public synchronized void loses(long region) {
        regions.remove(region);
    }

    /** A store of another kind, or one too many, has joined. */
    public synchronized void joins(StoreId store, Map<String, String> labels) {
        stores.put(store, store(store, labels));
    }

    /** A store does not come up. */
    public synchronized void isMissing(StoreId store) {
        stores.remove(store);
    }

    /** So many reads of a store's regions break off in the middle. */
    public synchronized void breaksOffReading(StoreId store, int times) {
        failingReads.put(store, times);
    }

    /** A store is slow: every ten seconds it comes to lead so many regions, and no more. */
    public synchronized void leadsAtATime(StoreId store, int regionCount) {
        atATime.put(store, regionCount);
    }

    /** A store's process starts anew: it leads nothing any more, and calls to it end. One that is missing does not come up. */
    public synchronized void startsAnew(StoreId store) {
        PdStore before = stores.get(store);
        if (before == null) {
            return;
        }
        PdStore after = store(store, before.labels());
        stores.put(store, after);
        regions.values().stream()
                .filter(region -> region.leader.filter(store::equals).isPresent())
                .forEach(region -> region.leader = Optional.empty());
        end(store, new ProviderException(Fault.UNREACHABLE, "store " + store + ": connection reset"));
    }

    /** The next flashback call to a region is answered with this, and does nothing. */
    public synchronized void answersNext(long region, Answer answer) {
        answers.computeIfAbsent(region, id -> new ArrayDeque<>()).add(answer);
    }

    /** There is a commit in a region. */
    public synchronized void commits(long region, Tso at) {
        region(region).newestCommit = at;
    }

    /** A region is split in the middle; the new one has the same peers and the same leader. */
    public synchronized void splits(long region, Key at) {
        RecoveringRegion old = region(region);
        RecoveringRegion right = new RecoveringRegion(region + 5, at, old.end);
        right.replicas.putAll(old.replicas);
        right.leader = old.leader;
        right.prepared = old.prepared;
        old.end = at;
        old.version++;
        right.version = old.version;
        regions.put(right.id, right);
    }

    /** Forgets that a region was prepared. */
    public synchronized void forgetsPreparation(long region) {
        region(region).prepared = null;
    }

    /** Hands the lead of a region to another of its stores. */
    public synchronized void leads(StoreId store, long region) {
        region(region).leader = Optional.of(store);
    }

    /** The regions that are not taken back. */
    public synchronized List<Long> notTakenBack() {
        return regions.values().stream()
                .filter(region -> region.takenBack == null)
                .map(region -> region.id)
                .toList();
    }

    /** The timestamps with which a region was taken back last. */
    public synchronized Optional<Times> takenBack(long region) {
        return Optional.ofNullable(region(region).takenBack);
    }

    /** How often a region was taken back. */
    public synchronized int timesTakenBack(long region) {
        return region(region).flashbacks;
    }

    /** The store that leads a region. */
    public synchronized Optional<StoreId> leader(long region) {
        return region(region).leader;
    }

    /** The stores whose process ended because they found a commit that should not have been there. */
    public synchronized Set<StoreId> panicked() {
        return Set.copyOf(panicked);
    }

    /** The stores that got a call to lead while another one went on. */
    public synchronized Set<StoreId> calledTwice() {
        return Set.copyOf(calledTwice);
    }

    /** How many calls of the flashback there were, both kinds. */
    public synchronized int flashbackCalls() {
        return flashbackCalls;
    }

    private RecoveringRegion region(long id) {
        RecoveringRegion region = regions.get(id);
        if (region == null) {
            throw new IllegalArgumentException("there is no region " + id);
        }
        return region;
    }

    private PdStore storeAt(StoreId id) {
        PdStore store = stores.get(id);
        if (store == null) {
            throw new ProviderException(Fault.UNREACHABLE, "store " + id + " is down");
        }
        return store;
    }

    @Override
    public long clusterId() {
        return CLUSTER;
    }

    @Override
    public synchronized List<PdStore> stores() {
        return List.copyOf(stores.values());
    }

    @Override
    public synchronized List<RegionRoute> regions() {
        return regions.values().stream()
                .map(RecoveringRegion::route)
                .sorted((one, other) ->
                        one.region().start().compareTo(other.region().start()))
                .toList();
    }

    @Override
    public boolean isChanging(long region) {
        return false;
    }

    @Override
    public CompletionStage<Void> readRegions(PdStore store, Consumer<List<RegionMeta>> pages, Duration limit) {
        return carry(limit, () -> {
                    storeAt(store.id());
                    end(store.id(), new ProviderException(Fault.RETRY, "aborted by a reader"));
                    List<RegionMeta> all = new ArrayList<>();
                    regions.values().stream()
                            .filter(region -> region.replicas.containsKey(store.id()))
                            .forEach(region -> all.add(region.meta(store.id())));
                    all.addAll(leftovers.getOrDefault(store.id(), List.of()));
                    int failing = failingReads.getOrDefault(store.id(), 0);
                    int told = failing > 0 ? all.size() / 2 : all.size();
                    for (int from = 0; from < told; from += PAGE) {
                        pages.accept(all.subList(from, Math.min(told, from + PAGE)));
                    }
                    if (failing > 0) {
                        failingReads.put(store.id(), failing - 1);
                        throw new ProviderException(Fault.UNREACHABLE, "store " + store.id() + " broke off");
                    }
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> recover(PdStore store, LongStream toLead, Duration limit) {
        List<Long> ids = toLead.boxed().toList();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        carry(limit, () -> {
                    storeAt(store.id());
                    if (recovering.containsKey(store.id())) {
                        calledTwice.add(store.id());
                    }
                    end(store.id(), new ProviderException(Fault.RETRY, "aborted by another call"));
                    Recovering begun = new Recovering(ids, answer);
                    recovering.put(store.id(), begun);
                    scheduler.schedule(CAMPAIGN, () -> campaign(store.id(), begun));
                    return true;
                })
                .whenComplete((begun, error) -> {
                    if (error != null) {
                        answer.completeExceptionally(error);
                    }
                });
        return answer;
    }

    /** Goes on without end, whether anybody waits for it or not. */
    private synchronized void campaign(StoreId store, Recovering begun) {
        if (!begun.equals(recovering.get(store))) {
            return;
        }
        List<RecoveringRegion> unled = begun.regions().stream()
                .map(regions::get)
                .filter(region -> region != null && !region.leader.equals(Optional.of(store)))
                .toList();
        if (unled.isEmpty()) {
            recovering.remove(store);
            scheduler.schedule(call.dividedBy(2), () -> begun.answer().complete(null));
        } else {
            unled.stream()
                    .limit(atATime.getOrDefault(store, Integer.MAX_VALUE))
                    .forEach(region -> region.campaign(store));
            scheduler.schedule(CAMPAIGN, () -> campaign(store, begun));
        }
    }

    private void end(StoreId store, ProviderException why) {
        Recovering before = recovering.remove(store);
        if (before != null) {
            scheduler.execute(() -> before.answer().completeExceptionally(why));
        }
    }

    @Override
    public CompletionStage<Answer> prepareFlashback(Target target, Times times, Duration limit) {
        return carry(
                limit,
                () -> answer(target, region -> {
                    region.prepared = times;
                    return Answer.DONE;
                }));
    }

    @Override
    public CompletionStage<Answer> flashback(Target target, Times times, Duration limit) {
        return carry(
                limit,
                () -> answer(target, region -> {
                    if (!times.equals(region.prepared)) {
                        return Answer.of(
                                Kind.NOT_PREPARED, "region " + region.id + " is not prepared for the flashback");
                    }
                    if (region.newestCommit.compareTo(times.commit()) > 0) {
                        panicked.add(target.store().id());
                        isMissing(target.store().id());
                        throw new ProviderException(
                                Fault.UNREACHABLE, "store " + target.store().id() + ": connection reset");
                    }
                    region.prepared = null;
                    region.takenBack = times;
                    region.flashbacks++;
                    return Answer.DONE;
                }));
    }

    private Answer answer(Target target, Function<RecoveringRegion, Answer> effect) {
        flashbackCalls++;
        storeAt(target.store().id());
        Deque<Answer> planned = answers.get(target.region().id());
        if (planned != null && !planned.isEmpty()) {
            return planned.remove();
        }
        RecoveringRegion region = regions.get(target.region().id());
        if (region == null || !region.at().sameEpochAs(target.region())) {
            return Answer.of(Kind.CHANGED, "epoch not match");
        }
        if (!region.leader.equals(Optional.of(target.store().id()))) {
            return new Answer(Kind.NOT_LEADER, region.leader, Duration.ZERO, "not leader");
        }
        return effect.apply(region);
    }

    private <T> CompletionStage<T> carry(Duration limit, Supplier<T> effect) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Duration half = call.dividedBy(2);
        scheduler.schedule(half, () -> {
            try {
                synchronized (this) {
                    T value = effect.get();
                    scheduler.schedule(half, () -> answer.complete(value));
                }
            } catch (ProviderException refused) {
                answer.completeExceptionally(refused);
            }
        });
        Scheduler.Timer end = scheduler.schedule(
                limit,
                () -> answer.completeExceptionally(
                        new ProviderException(Fault.OUTCOME_UNKNOWN, "no answer within " + limit)));
        CompletionStage<T> ended = answer;
        ended.whenComplete((value, error) -> end.cancel());
        return answer;
    }
}
