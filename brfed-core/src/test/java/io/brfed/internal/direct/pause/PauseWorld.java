package io.brfed.internal.direct.pause;

import io.brfed.api.StoreId;
import io.brfed.internal.direct.pause.HeldPause.Proved;
import io.brfed.internal.direct.pause.HeldPause.Taken;
import io.brfed.spi.StorePreparation;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakeTikvStores;
import io.brfed.testkit.direct.FakeTopology;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three stores, twelve regions, and one pause of them. */
final class PauseWorld {
    static final StoreId FIRST = new StoreId(1);
    static final StoreId SECOND = new StoreId(2);
    static final long REGION = 100;
    private static final Duration LONG = Duration.ofMinutes(5);

    final VirtualTime time = VirtualTime.create();
    final FakeTopology topology = FakeTopology.of(time, 3, 12);
    final FakePdClient pd = FakePdClient.on(time, topology);
    final FakeTikvStores stores = FakeTikvStores.on(time, topology);
    final List<Gap> gaps = new ArrayList<>();
    final PauseSettings settings;
    final HeldPause pause;
    private int looks;
    private int opens;

    private PauseWorld(PauseSettings settings) {
        this.settings = settings;
        this.pause = new HeldPause(new Reach(pd, lookedAt(), time, settings), "brfed-test", gaps::add);
    }

    static PauseWorld create() {
        return new PauseWorld(PauseSettings.DEFAULT);
    }

    /** Stores without leases are taken, too. */
    static PauseWorld allowingUnleased() {
        return new PauseWorld(PauseSettings.DEFAULT.withUnleased(PauseSettings.Unleased.ALLOWED));
    }

    /** A pause that is held. */
    static PauseWorld held() {
        PauseWorld world = create();
        world.take();
        return world;
    }

    Taken take() {
        return time.await(pause.take(count -> settings.longest()), LONG);
    }

    Proved prove() {
        return time.await(pause.prove(), LONG);
    }

    List<String> release() {
        return time.await(pause.release(), LONG);
    }

    /** How often a store was asked for its pending changes. */
    int looks() {
        return looks;
    }

    /** How often a store was connected to. */
    int opens() {
        return opens;
    }

    /** A region's leader moves after it said that it had applied everything, and before anybody looks again. */
    private boolean moving;

    void movesALeaderBehindTheAnswer() {
        moving = true;
    }

    private StorePreparation lookedAt() {
        return (StorePreparation) Proxy.newProxyInstance(
                StorePreparation.class.getClassLoader(),
                new Class<?>[] {StorePreparation.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("pendingChanges")) {
                        looks++;
                        if (moving) {
                            moving = false;
                            topology.moveLeader(REGION);
                        }
                    }
                    if (method.getName().equals("open")) {
                        opens++;
                    }
                    return method.invoke(stores, arguments);
                });
    }

    /** Whether nothing is held anywhere. */
    boolean isUndisturbed() {
        return pd.pausedNow().isEmpty()
                && pd.pausedCheckersNow().isEmpty()
                && pd.temporaryNow().isEmpty()
                && pd.gcHoldsNow().isEmpty()
                && topology.stores().stream()
                        .allMatch(store -> stores.leaseLeft(store.id()).isZero()
                                && stores.importsSuspended(store.id()).isZero());
    }
}
