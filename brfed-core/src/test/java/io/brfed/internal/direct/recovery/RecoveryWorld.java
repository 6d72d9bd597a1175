package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.Key;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakePdRecovery;
import io.brfed.testkit.direct.FakeRecoveringTidb;
import io.brfed.testkit.direct.TidbTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Three stores that came up from volumes, with regions 100, 110 and so on, and one recovery of them. */
final class RecoveryWorld {
    static final StoreId FIRST = new StoreId(1);
    static final StoreId SECOND = new StoreId(2);
    static final StoreId THIRD = new StoreId(3);
    static final long REGION = 100;
    private static final Duration LONG = Duration.ofDays(2);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final int MOST_STEPS = 100_000;

    final VirtualTime time = VirtualTime.create().maxEvents(10_000_000);
    final FakeRecoveringTidb tidb;
    final DisturbedStores stores;
    final Set<Long> unknownToPd = new HashSet<>();
    /** What PD shows in the place of the regions, before it has heard of them. */
    Optional<RegionRoute> instead = Optional.empty();

    final FakePdClient pd;
    final FakePdRecovery pdRecovery;
    final Tso resolved;
    final List<RecoveryState> kept = new ArrayList<>();
    final List<String> progress = new ArrayList<>();
    RecoverySettings settings = RecoverySettings.DEFAULT;
    Tso latestCommit;
    long recordedId;
    private boolean keeping = true;

    private RecoveryWorld(int regions) {
        tidb = FakeRecoveringTidb.of(time, 3, regions);
        stores = new DisturbedStores(tidb);
        pd = FakePdClient.on(time, new SeenByPd());
        pdRecovery = FakePdRecovery.of(time, pd).bootstrapped().marked();
        resolved = Tso.at(time.now().minusSeconds(60));
        latestCommit = Tso.at(time.now().minusSeconds(30));
    }

    static RecoveryWorld of(int regions) {
        return new RecoveryWorld(regions);
    }

    /** A store of the state that cannot keep anything from now on. */
    void cannotKeep() {
        keeping = false;
    }

    private CompletionStage<Void> keep(RecoveryState state) {
        if (!keeping) {
            return CompletableFuture.failedFuture(new IllegalStateException("the storage is full"));
        }
        kept.add(state);
        return CompletableFuture.completedFuture(null);
    }

    RecoveryState lastKept() {
        return kept.isEmpty() ? RecoveryState.NEW : kept.get(kept.size() - 1);
    }

    RecoveryReach reach() {
        return new RecoveryReach(pd, pdRecovery, stores, time, settings);
    }

    NativeRecovery recovery() {
        return NativeRecovery.of(
                reach(),
                new RecoveryTask("brfed-test", Set.of(FIRST, SECOND, THIRD), resolved, latestCommit, recordedId),
                this::keep,
                (step, done, all) -> progress.add(step + " " + done + "/" + all));
    }

    NativeRecovery.Recovered recover() {
        return await(recovery().run());
    }

    <T> T await(CompletionStage<T> stage) {
        return time.await(stage, LONG);
    }

    /** PD shows one region from one end of the key space to the other, with a leader, for a while from now on. */
    void pdShowsOnly(long region, long version, Duration howLong) {
        RegionRoute.Peer peer = new RegionRoute.Peer(region + 1, FIRST, RegionRoute.Role.VOTER);
        instead = Optional.of(new RegionRoute(
                new RegionRoute.RegionAt(region, Key.UNBOUNDED, Key.UNBOUNDED, 1, version),
                Optional.of(FIRST),
                List.of(peer)));
        time.schedule(howLong, () -> instead = Optional.empty());
    }

    /** Lets time go by until something was told. */
    void advanceTo(String told) {
        for (int i = 0; i < MOST_STEPS && !progress.contains(told); i++) {
            time.advance(STEP);
        }
        if (!progress.contains(told)) {
            throw new AssertionError("'" + told + "' was not told within " + STEP.multipliedBy(MOST_STEPS));
        }
    }

    /** What the recovery fails with. */
    Throwable failure() {
        return failureOf(recovery().run());
    }

    Throwable failureOf(CompletionStage<NativeRecovery.Recovered> running) {
        CompletionStage<Throwable> failure = running.handle((recovered, error) -> {
            if (error == null) {
                throw new AssertionError("it was recovered");
            }
            return Causes.of(error);
        });
        return await(failure);
    }

    /** The cluster, but for the regions that PD has not heard of. */
    private final class SeenByPd implements TidbTopology {
        @Override
        public long clusterId() {
            return tidb.clusterId();
        }

        @Override
        public List<PdStore> stores() {
            return tidb.stores();
        }

        @Override
        public List<RegionRoute> regions() {
            if (instead.isPresent()) {
                return List.of(instead.get());
            }
            return tidb.regions().stream()
                    .filter(route -> !unknownToPd.contains(route.region().id()))
                    .toList();
        }

        @Override
        public boolean isChanging(long region) {
            return tidb.isChanging(region);
        }
    }
}
