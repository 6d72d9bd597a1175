package io.brfed.testkit.direct;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.Peer;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.RegionRoute.Role;
import io.brfed.spi.Scheduler;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Stores and regions that change when told to. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class FakeTopology implements TidbTopology {
    private static final int MOST_PEERS = 3;
    private static final long FIRST_REGION = 100;
    private static final long CLUSTER = 7_300_000_000_000_000_001L;

    private final Scheduler scheduler;
    private final List<PdStore> stores = new ArrayList<>();
    private final List<RegionRoute> regions = new ArrayList<>();
    private final Set<Long> changing = new HashSet<>();

    private FakeTopology(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Stores with the ids from 1 on, and regions with the ids from 100 on whose leaders are dealt out in turn.
     *
     * @param storeCount 1 or more
     * @param regionCount 1 to 65,536
     */
    public static FakeTopology of(Scheduler scheduler, int storeCount, int regionCount) {
        FakeTopology topology = new FakeTopology(scheduler);
        for (int i = 0; i < storeCount; i++) {
            topology.join();
        }
        for (int i = 0; i < regionCount; i++) {
            topology.regions.add(topology.region(i, regionCount));
        }
        return topology;
    }

    private RegionRoute region(int index, int of) {
        List<Peer> peers = new ArrayList<>();
        for (int j = 0; j < Math.min(MOST_PEERS, stores.size()); j++) {
            StoreId store = stores.get((index + j) % stores.size()).id();
            peers.add(new Peer((FIRST_REGION + index) * 10 + j, store, Role.VOTER));
        }
        RegionAt at = new RegionAt(FIRST_REGION + index, boundary(index, of), boundary(index + 1, of), 1, of);
        return new RegionRoute(at, Optional.of(peers.get(0).store()), peers);
    }

    private static Key boundary(int index, int of) {
        if (index == 0 || index == of) {
            return Key.UNBOUNDED;
        }
        int value = (int) ((long) index * 0x10000 / of);
        return Key.of((byte) (value >> 8), (byte) value);
    }

    @Override
    public long clusterId() {
        return CLUSTER;
    }

    @Override
    public synchronized List<PdStore> stores() {
        return List.copyOf(stores);
    }

    @Override
    public synchronized List<RegionRoute> regions() {
        return List.copyOf(regions);
    }

    @Override
    public synchronized boolean isChanging(long region) {
        return changing.contains(region);
    }

    /** A store joins and leads no region. */
    public synchronized PdStore join() {
        long id = stores.size() + 1L;
        PdStore store = new PdStore(
                new StoreId(id),
                PdStore.State.UP,
                "tikv-" + id + ":20160",
                "",
                Map.of("zone", "zone-" + id),
                "8.5.0",
                scheduler.now().truncatedTo(ChronoUnit.SECONDS),
                scheduler.now());
        stores.add(store);
        return store;
    }

    /** A store starts again: its start time is another. Use {@link FakeTikvStores#restarts}, which ends its lease, too. */
    synchronized void restarted(StoreId store) {
        change(
                store,
                was -> new PdStore(
                        was.id(),
                        was.state(),
                        was.address(),
                        was.peerAddress(),
                        was.labels(),
                        was.version(),
                        later(was),
                        scheduler.now()));
    }

    private java.time.Instant later(PdStore was) {
        java.time.Instant now = scheduler.now().truncatedTo(ChronoUnit.SECONDS);
        return now.isAfter(was.startedAt()) ? now : was.startedAt().plusSeconds(1);
    }

    /** PD says something else of a store. */
    public synchronized void becomes(StoreId store, PdStore.State state) {
        change(
                store,
                was -> new PdStore(
                        was.id(),
                        state,
                        was.address(),
                        was.peerAddress(),
                        was.labels(),
                        was.version(),
                        was.startedAt(),
                        was.lastHeartbeat()));
    }

    /** A store is gone. */
    public synchronized void leaves(StoreId store) {
        stores.removeIf(candidate -> candidate.id().equals(store));
    }

    private void change(StoreId store, UnaryOperator<PdStore> change) {
        stores.replaceAll(candidate -> candidate.id().equals(store) ? change.apply(candidate) : candidate);
    }

    /** A region begins to change its peers or range, and does not end that by itself. */
    public synchronized void beginChange(long region) {
        changing.add(region);
    }

    /** Ends what {@link #beginChange} began: the region has another epoch. */
    public synchronized void endChange(long region) {
        changing.remove(region);
        regions.replaceAll(route -> route.region().id() == region ? nextEpoch(route) : route);
    }

    private static RegionRoute nextEpoch(RegionRoute route) {
        RegionAt was = route.region();
        RegionAt next = new RegionAt(was.id(), was.start(), was.end(), was.confVersion() + 1, was.version());
        return new RegionRoute(next, route.leader(), route.peers());
    }

    /** The next peer of a region leads it. */
    public synchronized void moveLeader(long region) {
        regions.replaceAll(route -> route.region().id() == region ? nextLeader(route) : route);
    }

    private static RegionRoute nextLeader(RegionRoute route) {
        List<StoreId> at = route.peers().stream().map(Peer::store).toList();
        int index = route.leader().map(at::indexOf).orElse(-1);
        return new RegionRoute(route.region(), Optional.of(at.get((index + 1) % at.size())), route.peers());
    }
}
