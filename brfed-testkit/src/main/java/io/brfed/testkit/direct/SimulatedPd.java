package io.brfed.testkit.direct;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdIdentity;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.Peer;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.RegionRoute.Role;
import io.brfed.testkit.tidb.FakePd;
import io.brfed.testkit.tidb.RegionView;
import io.brfed.testkit.tidb.StoreView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** PD of a simulated TiDB cluster, as a client sees it. */
final class SimulatedPd implements PdClient {
    private static final List<String> SCHEDULERS = List.of("balance-leader-scheduler", "balance-region-scheduler");
    private static final Map<String, String> STORED =
            Map.of("leader-schedule-limit", "4", "region-schedule-limit", "2048", "merge-schedule-limit", "8");
    private static final long CLUSTER = 7_300_000_000_000_000_002L;
    private static final int FIRST_ID = 10_000;
    private static final int PEERS = 100;

    private final SimulatedTidb simulated;
    private long lastId = FIRST_ID;
    private Duration pausedUntil = Duration.ZERO;

    SimulatedPd(SimulatedTidb simulated) {
        this.simulated = simulated;
    }

    private FakePd pd() {
        return simulated.tidb().pd();
    }

    private <T> CompletionStage<T> call(String name, Duration limit, Supplier<T> effect) {
        return simulated.call("PD's " + name, limit, effect);
    }

    private CompletionStage<Void> act(String name, Duration limit, Runnable effect) {
        return simulated
                .call("PD's " + name, limit, () -> {
                    effect.run();
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<PdIdentity> identity(Duration limit) {
        return call("identity", limit, () -> new PdIdentity(CLUSTER, "pd-0", "http://pd-0:2379", "8.5.0", "8.5.0"));
    }

    @Override
    public CompletionStage<Tso> timestamp(Duration limit) {
        return call("timestamp", limit, () -> pd().timestamp());
    }

    @Override
    public CompletionStage<Long> allocateId(Duration limit) {
        return call("allocateId", limit, () -> ++lastId);
    }

    @Override
    public CompletionStage<MinResolvedTs> minResolvedTs(Duration limit) {
        return call("minResolvedTs", limit, () -> new MinResolvedTs(true, pd().minResolvedTs()));
    }

    @Override
    public CompletionStage<List<PdStore>> stores(Duration limit) {
        return call(
                "stores", limit, () -> pd().stores().stream().map(this::store).toList());
    }

    PdStore store(StoreView view) {
        Instant origin = simulated.scheduler().now().minus(simulated.scheduler().elapsed());
        return new PdStore(
                view.id(),
                view.state() == StoreView.State.UP ? PdStore.State.UP : PdStore.State.DISCONNECTED,
                "tikv-" + view.id() + ":20160",
                "",
                Map.of(),
                "8.5.0",
                Instant.ofEpochSecond(origin.plus(view.startedAt()).getEpochSecond()),
                simulated.scheduler().now());
    }

    @Override
    public CompletionStage<Tso> holdGc(String holder, Tso safePoint, Duration hold, Duration limit) {
        return call("holdGc", limit, () -> pd().holdGc(holder, safePoint, hold).minimum());
    }

    @Override
    public CompletionStage<Void> releaseGc(String holder, Duration limit) {
        return act("releaseGc", limit, () -> pd().releaseGc(holder));
    }

    @Override
    public CompletionStage<List<String>> schedulers(Duration limit) {
        return call("schedulers", limit, () -> SCHEDULERS);
    }

    @Override
    public CompletionStage<Void> pauseSchedulers(Duration pause, Duration limit) {
        return act("pauseSchedulers", limit, () -> {
            pausedUntil = simulated.scheduler().elapsed().plus(pause);
            pd().pauseSchedulers(pause);
        });
    }

    @Override
    public CompletionStage<Void> resumeSchedulers(Duration limit) {
        return act("resumeSchedulers", limit, () -> pd().resumeSchedulers());
    }

    @Override
    public CompletionStage<List<PausedScheduler>> pausedSchedulers(Duration limit) {
        return call("pausedSchedulers", limit, this::paused);
    }

    private List<PausedScheduler> paused() {
        Instant origin = simulated.scheduler().now().minus(simulated.scheduler().elapsed());
        return pd().schedulersPausedAt()
                .map(at -> SCHEDULERS.stream()
                        .map(name -> new PausedScheduler(
                                name,
                                origin.plus(at).getEpochSecond(),
                                origin.plus(pausedUntil).getEpochSecond()))
                        .toList())
                .orElse(List.of());
    }

    @Override
    public CompletionStage<Map<String, String>> scheduleSettings(Duration limit) {
        return call("scheduleSettings", limit, () -> STORED);
    }

    @Override
    public CompletionStage<Void> setTemporarily(Map<String, String> settings, Duration hold, Duration limit) {
        return act("setTemporarily", limit, () -> pd().restrictScheduling(hold));
    }

    @Override
    public CompletionStage<Void> endTemporary(Map<String, String> stored, Duration limit) {
        return act("endTemporary", limit, () -> pd().allowScheduling());
    }

    @Override
    public CompletionStage<Void> pauseChecker(String checker, Duration pause, Duration limit) {
        return act("pauseChecker", limit, () -> {
            if (pause.isZero()) {
                pd().resumeCheckers();
            } else {
                pd().pauseCheckers(pause);
            }
        });
    }

    @Override
    public CompletionStage<List<RunningOperator>> operators(Duration limit) {
        return call("operators", limit, () -> {
            List<RunningOperator> running = new ArrayList<>();
            for (int i = 0; i < pd().operators(); i++) {
                running.add(new RunningOperator(i + 1, "some operator"));
            }
            return running;
        });
    }

    @Override
    public CompletionStage<Void> cancelOperator(long region, Duration limit) {
        return act("cancelOperator", limit, () -> pd().cancelOperators());
    }

    @Override
    public CompletionStage<List<RegionRoute>> regions(Key from, int most, Duration limit) {
        return call(
                "regions",
                limit,
                () -> routes().stream()
                        .filter(route -> route.region().end().isUnbounded()
                                || route.region().end().compareTo(from) > 0)
                        .limit(most)
                        .toList());
    }

    private List<RegionRoute> routes() {
        return pd().regions().stream().map(this::route).toList();
    }

    private RegionRoute route(RegionView view) {
        List<Peer> peers = new ArrayList<>();
        view.voters().forEach(store -> peers.add(peer(view, store, Role.VOTER)));
        view.learners().forEach(store -> peers.add(peer(view, store, Role.LEARNER)));
        return new RegionRoute(at(view), view.leader(), peers);
    }

    private static Peer peer(RegionView view, StoreId store, Role role) {
        return new Peer(view.id() * PEERS + store.bits(), store, role);
    }

    RegionAt at(RegionView view) {
        int last =
                pd().regions().stream().mapToInt(RegionView::endAccount).max().orElse(0);
        return new RegionAt(
                view.id(),
                view.firstAccount() == 0 ? Key.UNBOUNDED : key(view.firstAccount()),
                view.endAccount() == last ? Key.UNBOUNDED : key(view.endAccount()),
                view.confVer(),
                view.version());
    }

    private static Key key(int account) {
        return Key.of((byte) (account >> 8), (byte) account);
    }

    @Override
    public CompletionStage<Map<String, String>> state(Collection<String> documents, Duration limit) {
        return call("state", limit, () -> {
            Map<String, String> found = new TreeMap<>();
            documents.forEach(name -> found.put(name, "{}"));
            return found;
        });
    }
}
