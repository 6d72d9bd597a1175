package io.brfed.tikv.testserver;

import io.brfed.api.StoreId;
import io.brfed.spi.StoreRecovery;
import io.brfed.tikv.TlsFiles;
import io.brfed.tikv.internal.Tls;
import io.brfed.tikv.internal.wire.metapb.Peer;
import io.brfed.tikv.internal.wire.metapb.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The PD and TiKV of a TiDB cluster, with {@linkplain #contents() what a test puts there} for data, on loopback ports: for
 * tests and demonstrations.
 *
 * <pre>{@code
 * try (TestTidbCluster cluster = TestTidbCluster.builder().stores(3).start();
 *         TikvConnection tikv = TikvConnection.to(cluster.pdUrls()).open()) {
 *     ...
 * }
 * }</pre>
 *
 * The stores register at PD as real ones do, and go on to tell it that they live; so they can register at a real PD, too
 * ({@link Builder#at}). Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class TestTidbCluster implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration RESOLVED_LAG = Duration.ofSeconds(1);
    private static final int LOGICAL_BITS = 18;

    private final Settings settings;
    private final ServerThreads threads = new ServerThreads();
    private final RegionLayout layout = new RegionLayout();
    private final RecoveringRegions recovering = new RecoveringRegions();
    private final TestContents ownContents = TestContents.empty();
    private final TestTikv.Ground ground;
    private final Object telling = new Object();
    private final Object starting = new Object();
    private final List<TestTikv> stores = new CopyOnWriteArrayList<>();
    private final @Nullable TestPd pd;
    private final List<String> urls;

    private TestTidbCluster(Settings settings) {
        this.settings = settings;
        this.pd = settings.urls().isEmpty() ? new TestPd(settings, threads) : null;
        this.urls = pd == null ? settings.urls() : pd.urls();
        this.ground = new TestTikv.Ground(
                settings, pd == null ? 0 : pd.clusterId(), layout, recovering, threads, this::tellLeaders);
    }

    /** A cluster with defaults: one PD member, three stores, version 8.5.0. */
    public static Builder builder() {
        return new Builder();
    }

    /** PD's client URLs. */
    public List<String> pdUrls() {
        return urls;
    }

    /**
     * PD.
     *
     * @throws IllegalStateException if it is not ours
     */
    public TestPd pd() {
        if (pd == null) {
            throw new IllegalStateException("PD at " + urls + " is not a server of this cluster");
        }
        return pd;
    }

    /** The stores. */
    public List<TestTikv> stores() {
        return List.copyOf(stores);
    }

    /** Starts one more store, which registers at PD and leads no region. */
    public TestTikv addStore() {
        try (Registration registration = registration()) {
            TestTikv store = new TestTikv(new StoreId(registration.allocateId()), ground, false);
            registration.put(store.registration());
            stores.add(store);
            beat(registration);
            return store;
        }
    }

    /** Restarts a store, which asks PD for its mark, and registers with its new start time. */
    public void restart(TestTikv store) {
        store.stop();
        try (Registration registration = registration()) {
            boolean inRecoveryMode = registration.isRecovering();
            store.start(inRecoveryMode);
            registration.put(store.registration());
            beat(registration);
            if (!inRecoveryMode) {
                recovering.electAll();
                tellLeaders();
            }
        }
    }

    /**
     * Starts the stores of volumes that are not missing, in recovery mode, one after the other as {@link #startFrom(TestVolumes,
     * StoreId)} does.
     *
     * @throws IllegalStateException if PD is not marked
     */
    public void startFrom(TestVolumes volumes) {
        volumes.stores().stream()
                .filter(store -> !volumes.missing.contains(store))
                .forEach(store -> startFrom(volumes, store));
    }

    /**
     * Starts the store of one set of volumes, in recovery mode; PD must be marked as recovering, and fresh when the first
     * store starts. As real ones do it, the first begins the cluster at PD with a region for everything that nobody has, until
     * leaders of other regions are there.
     *
     * @param volumes the same for all stores
     * @param id a store of the volumes that does not run yet
     * @throws IllegalStateException if PD is not marked: then a real store would end, because it is of another cluster
     */
    public TestTikv startFrom(TestVolumes volumes, StoreId id) {
        synchronized (starting) {
            try (Registration registration = registration()) {
                if (!registration.isRecovering()) {
                    throw new IllegalStateException("PD is not marked as recovering; store " + id
                            + " would belong to another cluster, and end");
                }
                return startFrom(volumes, id, registration);
            }
        }
    }

    private TestTikv startFrom(TestVolumes volumes, StoreId id, Registration registration) {
        if (stores.isEmpty()) {
            recovering.load(volumes);
        }
        TestTikv store = new TestTikv(id, ground, true);
        try {
            if (stores.isEmpty()) {
                begin(store, registration);
            }
            registration.put(store.registration());
        } catch (RuntimeException refused) {
            store.close();
            throw refused;
        }
        stores.add(store);
        beat(registration);
        if (stores.size() == 1) {
            threads.every(HEARTBEAT, this::beatQuietly);
        }
        return store;
    }

    private static void begin(TestTikv first, Registration registration) {
        Peer invented = Peer.newBuilder()
                .setId(registration.allocateId())
                .setStoreId(first.id().bits())
                .build();
        registration.bootstrap(
                first.registration(),
                Region.newBuilder().setId(registration.allocateId()).addPeers(invented));
    }

    /** What is on the volumes of the stores at this moment. */
    public TestVolumes volumes() {
        return TestVolumes.of(stores.stream().map(TestTikv::id).toList(), layout, contents());
    }

    /** What the keys hold. */
    public TestContents contents() {
        return recovering.isLoaded() ? recovering.contents() : ownContents;
    }

    /** Of regions that came back from volumes, those that have not been taken back. */
    public List<Long> notTakenBack() {
        return recovering.notTakenBack();
    }

    /** The store that leads a region that came back from volumes; empty if none does. */
    public Optional<StoreId> leader(long region) {
        return recovering.leader(region);
    }

    /**
     * Answers the next call of the flashback to a region so, and does nothing.
     *
     * @param kind anything but {@code DONE}
     */
    public void answerNext(long region, StoreRecovery.Kind kind) {
        recovering.answerNext(region, FlashbackService.meaning(kind));
    }

    /** Answers the next call of the flashback to a region with that this store leads it. */
    public void nameLeaderNext(long region, StoreId leader) {
        recovering.answerNext(region, FlashbackService.leads(leader));
    }

    /** The ids of the regions, in the order of their keys. */
    public List<Long> regions() {
        return layout.all().stream().map(led -> led.region().getId()).toList();
    }

    /** Begins a change of a region's peers or range, which does not end by itself. */
    public void beginChange(long region) {
        layout.pending(region, true);
    }

    /** Ends what {@link #beginChange} began: the region has another epoch. */
    public void endChange(long region) {
        layout.pending(region, false);
        layout.changeEpoch(region);
        tellRegions();
    }

    /** Makes another store lead a region. */
    public void moveLeader(long region) {
        layout.moveLeader(region);
        tellRegions();
    }

    /** Makes stores say of a region that it has not applied everything. */
    public void failApply(long region) {
        layout.failing(region, true);
    }

    /** Makes stores not say when a region has applied everything. */
    public void silenceApply(long region) {
        layout.silent(region, true);
    }

    /** Undoes {@link #failApply} and {@link #silenceApply}. */
    public void healApply(long region) {
        layout.failing(region, false);
        layout.silent(region, false);
    }

    /** Lets time pass for PD and the stores, which go on to live meanwhile. */
    public void passTime(Duration time) {
        threads.passTime(time);
        try (Registration registration = registration()) {
            beat(registration);
        }
    }

    /** Ends everything of this cluster. */
    @Override
    public void close() {
        stores.forEach(TestTikv::close);
        if (pd != null) {
            pd.close();
        }
        threads.close();
    }

    private Registration registration() {
        Optional<String> leader = pd == null ? Optional.empty() : pd.leader();
        return new Registration(urls, leader, settings.tls().map(Tls::read));
    }

    private void begin() {
        try (Registration registration = registration()) {
            List<Long> storeIds = new ArrayList<>();
            for (int i = 0; i < settings.stores(); i++) {
                long id = registration.allocateId();
                storeIds.add(id);
                stores.add(new TestTikv(new StoreId(id), ground, false));
            }
            if (!storeIds.isEmpty()) {
                register(registration, storeIds);
                threads.every(HEARTBEAT, this::beatQuietly);
            }
        }
    }

    private void register(Registration registration, List<Long> storeIds) {
        List<Long> regionIds = new ArrayList<>();
        for (int i = 0; i < settings.regions(); i++) {
            regionIds.add(registration.allocateId());
        }
        layout.divide(storeIds, regionIds);
        Peer first = Peer.newBuilder()
                .setId(registration.allocateId())
                .setStoreId(storeIds.get(0))
                .build();
        registration.bootstrap(
                stores.get(0).registration(),
                Region.newBuilder().setId(regionIds.get(0)).addPeers(first));
        stores.forEach(store -> registration.put(store.registration()));
        beat(registration);
        registration.regions(layout.all());
    }

    private void tellRegions() {
        try (Registration registration = registration()) {
            registration.regions(layout.all());
        }
    }

    /** One at a time, so that PD does not end with what was true before. */
    private void tellLeaders() {
        synchronized (telling) {
            if (!recovering.isLoaded()) {
                return;
            }
            List<PdCluster.Led> led = recovering.led();
            layout.replaceAll(led);
            try (Registration registration = registration()) {
                registration.leaders(led);
            } catch (RuntimeException unreachable) {
                // A PD that a test has shut, or that has no leader, hears of it by a later heartbeat.
            }
        }
    }

    private void beat(Registration registration) {
        Instant resolved = threads.now().minus(RESOLVED_LAG);
        stores.stream()
                .filter(store -> store.panic().isEmpty())
                .forEach(store -> registration.heartbeat(store.id().bits(), resolved.toEpochMilli() << LOGICAL_BITS));
    }

    private void beatQuietly() {
        tellLeaders();
        try (Registration registration = registration()) {
            beat(registration);
        } catch (RuntimeException unreachable) {
            // A PD that a test has shut hears nothing; the next heartbeat may get through.
        }
    }

    /**
     * What a cluster is made of.
     *
     * @param stores how many stores
     * @param regions how many regions
     * @param pdMembers how many members of PD
     * @param version the version of all of them
     * @param clusterId PD's cluster id
     * @param tls the servers' files, if they speak TLS
     * @param urls another PD
     * @param campaignEvery how long a store in recovery mode waits between two looks
     */
    record Settings(
            int stores,
            int regions,
            int pdMembers,
            String version,
            long clusterId,
            Optional<TlsFiles> tls,
            List<String> urls,
            Duration campaignEvery) {
        Optional<SSLContext> context() {
            return tls.map(Tls::read).map(Tls::context);
        }
    }

    /**
     * Settings of a cluster. Not safe for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private int stores = 3;
        private int regions = 6;
        private int pdMembers = 1;
        private String version = "8.5.0";
        private long clusterId = PdState.randomClusterId();
        private Optional<TlsFiles> tls = Optional.empty();
        private List<String> urls = List.of();
        private Duration campaignEvery = Duration.ofSeconds(10);

        private Builder() {}

        /** Sets how many stores there are; 0 leaves PD without a cluster. Default: 3. */
        public Builder stores(int count) {
            stores = count;
            return this;
        }

        /** Sets how many regions divide the keys, 1 to 65,536. Default: 6. */
        public Builder regions(int count) {
            regions = count;
            return this;
        }

        /** Sets how many members PD has. Default: 1. */
        public Builder pdMembers(int count) {
            pdMembers = count;
            return this;
        }

        /** Sets the version; PD behaves accordingly from 6.5 to 9.0. Default: 8.5.0. */
        public Builder version(String value) {
            version = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets PD's cluster id; unsigned. Default: a random one. */
        public Builder clusterId(long value) {
            clusterId = value;
            return this;
        }

        /** Makes all servers speak mutual TLS with these files. Default: no TLS. */
        public Builder tls(TlsFiles files) {
            tls = Optional.of(files);
            return this;
        }

        /** Registers the stores at this PD instead of one of our own. */
        public Builder at(List<String> pdUrls) {
            urls = List.copyOf(pdUrls);
            return this;
        }

        /** Sets how long a store in recovery mode waits until it looks again whether it leads what it should. Default: 10 s. */
        public Builder campaignEvery(Duration interval) {
            campaignEvery = Objects.requireNonNull(interval, "interval");
            return this;
        }

        /** Starts the servers and waits until all stores have registered. */
        public TestTidbCluster start() {
            TestTidbCluster cluster = new TestTidbCluster(
                    new Settings(stores, regions, pdMembers, version, clusterId, tls, urls, campaignEvery));
            try {
                cluster.begin();
                return cluster;
            } catch (RuntimeException failed) {
                cluster.close();
                throw failed;
            }
        }
    }
}
