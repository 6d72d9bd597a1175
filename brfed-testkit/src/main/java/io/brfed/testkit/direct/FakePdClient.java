package io.brfed.testkit.direct;

import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdIdentity;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.direct.FakeWire.Call;
import io.brfed.testkit.direct.FakeWire.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A PD in memory, in the time of a scheduler: schedulers, checkers and settings that are paused or set for a time, service
 * safe points with PD's rule, ids, timestamps. What only a leader's memory holds is lost when the leader changes. Faults
 * are methods with names; those of the next call are used up by it. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class FakePdClient implements PdClient {
    private static final Set<String> CHECKERS = Set.of("learner", "replica", "rule", "split", "merge", "joint-state");

    private final TidbTopology topology;
    private final FakePdState state;
    private final FakeWire wire;
    private int leader = 1;
    private boolean leading = true;

    private FakePdClient(Scheduler scheduler, TidbTopology topology) {
        this.topology = topology;
        this.state = new FakePdState(scheduler);
        this.wire = new FakeWire("the fake PD", scheduler);
    }

    /** The PD of a cluster. */
    public static FakePdClient on(Scheduler scheduler, TidbTopology topology) {
        return new FakePdClient(scheduler, topology);
    }

    /** Sets the time from a call to its answer; the effect is in the middle. Default: 5 ms. */
    public FakePdClient latency(Duration value) {
        wire.latency(value);
        return this;
    }

    /** Another member leads: pauses of schedulers and checkers, and operators, are forgotten. */
    public synchronized void changeLeader() {
        leader++;
        leading = true;
        state.leaderChanged();
    }

    /** Nobody leads until {@link #changeLeader}. */
    public synchronized void loseLeader() {
        leading = false;
    }

    /** No member can be reached until {@link #comesBack}. */
    public void becomesUnreachable() {
        wire.reachable(false);
    }

    /** Undoes {@link #becomesUnreachable}. */
    public void comesBack() {
        wire.reachable(true);
    }

    /** The next call of a method of {@link PdClient} takes effect, and its answer is lost. */
    public void losesNextAnswer(String method) {
        wire.loseAnswer(method);
    }

    /** The next call of a method is on its way for longer, so that later ones overtake it. */
    public void delaysNext(String method, Duration by) {
        wire.delay(method, by);
    }

    /** The next call of a method of {@link PdClient} fails with {@code RETRY}. */
    public void failsNext(String method) {
        wire.fail(method);
    }

    /** Garbage collection goes on to a timestamp, whatever is held below it. */
    public synchronized void overtakesGc(Tso to) {
        state.overtake(to);
    }

    /** The min-resolved-ts stays where it is, less a time, while PD goes on to say that it is up to date. */
    public synchronized void freezesMinResolvedTs(Duration behind) {
        state.freezeResolved(behind);
    }

    /** The min-resolved-ts is switched off. */
    public synchronized void disablesMinResolvedTs() {
        state.resolving(false);
    }

    /** A scheduling operator works on a region. */
    public synchronized void beginsOperator(long region, String description) {
        state.operators.put(region, description);
    }

    /** Sets a document of {@link #state}. */
    public synchronized FakePdClient document(String name, String json) {
        state.documents.put(name, json);
        return this;
    }

    /** A document of {@link #state} as it is; empty if there is none. */
    public synchronized Optional<String> documentNow(String name) {
        return Optional.ofNullable(state.documents.get(name));
    }

    synchronized void change(PdRecovery.Document document, String json) {
        FakePdSettings.change(state.documents, document, json);
    }

    synchronized void raiseTso(Tso to) {
        state.raiseTso(to);
    }

    synchronized void idBase(long id) {
        state.idBase(id);
    }

    /** The schedulers that are paused. */
    public synchronized List<PausedScheduler> pausedNow() {
        return state.paused();
    }

    /** The checkers that are paused. */
    public synchronized List<String> pausedCheckersNow() {
        return state.pausedCheckers();
    }

    /** The temporary settings in force: the name to its JSON value. */
    public synchronized Map<String, String> temporaryNow() {
        return state.temporary();
    }

    /** Who holds garbage collection, and where. */
    public synchronized Map<String, Tso> gcHoldsNow() {
        return state.holds();
    }

    @Override
    public CompletionStage<PdIdentity> identity(Duration limit) {
        return wire.call(new Call("identity", Kind.READ, limit), () -> {
            synchronized (this) {
                return new PdIdentity(
                        topology.clusterId(),
                        leading ? "pd-" + leader : "",
                        leading ? "http://pd-" + leader + ":2379" : "",
                        "8.5.0",
                        "8.5.0");
            }
        });
    }

    @Override
    public CompletionStage<Tso> timestamp(Duration limit) {
        return read("timestamp", limit, state::nextTso);
    }

    @Override
    public CompletionStage<Long> allocateId(Duration limit) {
        return read("allocateId", limit, state::nextId);
    }

    @Override
    public CompletionStage<MinResolvedTs> minResolvedTs(Duration limit) {
        return read("minResolvedTs", limit, state::minResolved);
    }

    @Override
    public CompletionStage<List<PdStore>> stores(Duration limit) {
        return read("stores", limit, topology::stores);
    }

    @Override
    public CompletionStage<Tso> holdGc(String holder, Tso safePoint, Duration hold, Duration limit) {
        return write("holdGc", limit, () -> state.hold(holder, safePoint, hold));
    }

    @Override
    public CompletionStage<Void> releaseGc(String holder, Duration limit) {
        return act("releaseGc", limit, () -> state.release(holder));
    }

    @Override
    public CompletionStage<List<String>> schedulers(Duration limit) {
        return read("schedulers", limit, () -> FakePdState.SCHEDULERS);
    }

    @Override
    public CompletionStage<Void> pauseSchedulers(Duration pause, Duration limit) {
        return act("pauseSchedulers", limit, () -> state.pauseSchedulers(pause));
    }

    @Override
    public CompletionStage<Void> resumeSchedulers(Duration limit) {
        return act("resumeSchedulers", limit, () -> state.pauseSchedulers(Duration.ZERO));
    }

    @Override
    public CompletionStage<List<PausedScheduler>> pausedSchedulers(Duration limit) {
        return read("pausedSchedulers", limit, state::paused);
    }

    @Override
    public CompletionStage<Map<String, String>> scheduleSettings(Duration limit) {
        return read("scheduleSettings", limit, () -> Map.copyOf(state.stored));
    }

    @Override
    public CompletionStage<Void> setTemporarily(Map<String, String> settings, Duration hold, Duration limit) {
        return act("setTemporarily", limit, () -> {
            settings.keySet().stream()
                    .filter(name -> !state.stored.containsKey(name))
                    .findFirst()
                    .ifPresent(name -> refuse("setTemporarily", limit, "unsupported ttl config schedule." + name));
            state.set(settings, hold);
        });
    }

    @Override
    public CompletionStage<Void> endTemporary(Map<String, String> stored, Duration limit) {
        return act("endTemporary", limit, () -> state.end(stored));
    }

    @Override
    public CompletionStage<Void> pauseChecker(String checker, Duration pause, Duration limit) {
        return act("pauseChecker", limit, () -> {
            if (!CHECKERS.contains(checker)) {
                throw wire.failure(
                        Fault.OUTCOME_UNKNOWN, new Call("pauseChecker", Kind.WRITE, limit), "checker not found");
            }
            state.pauseChecker(checker, pause);
        });
    }

    @Override
    public CompletionStage<List<RunningOperator>> operators(Duration limit) {
        return read(
                "operators",
                limit,
                () -> state.operators.entrySet().stream()
                        .map(operator -> new RunningOperator(operator.getKey(), operator.getValue()))
                        .toList());
    }

    @Override
    public CompletionStage<Void> cancelOperator(long region, Duration limit) {
        return act("cancelOperator", limit, () -> state.operators.remove(region));
    }

    @Override
    public CompletionStage<List<RegionRoute>> regions(Key from, int most, Duration limit) {
        return read(
                "regions",
                limit,
                () -> topology.regions().stream()
                        .filter(route -> route.region().end().isUnbounded()
                                || route.region().end().compareTo(from) > 0)
                        .limit(most)
                        .toList());
    }

    @Override
    public CompletionStage<Map<String, String>> state(Collection<String> documents, Duration limit) {
        return read("state", limit, () -> {
            Map<String, String> found = new TreeMap<>(state.documents);
            found.keySet().retainAll(documents);
            return found;
        });
    }

    private <T> CompletionStage<T> read(String name, Duration limit, Supplier<T> effect) {
        return led(new Call(name, Kind.READ, limit), effect);
    }

    private <T extends @Nullable Object> CompletionStage<T> write(String name, Duration limit, Supplier<T> effect) {
        return led(new Call(name, Kind.WRITE, limit), effect);
    }

    private CompletionStage<Void> act(String name, Duration limit, Runnable effect) {
        return write(name, limit, () -> {
                    effect.run();
                    return true;
                })
                .thenAccept(done -> {});
    }

    private <T extends @Nullable Object> CompletionStage<T> led(Call call, Supplier<T> effect) {
        return wire.call(call, () -> {
            synchronized (this) {
                if (!leading) {
                    throw wire.failure(Fault.RETRY, call, "PD has no leader at this moment");
                }
                return effect.get();
            }
        });
    }

    private void refuse(String name, Duration limit, String why) {
        throw wire.failure(Fault.REFUSED, new Call(name, Kind.WRITE, limit), why);
    }
}
