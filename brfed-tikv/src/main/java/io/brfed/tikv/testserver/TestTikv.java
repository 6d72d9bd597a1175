package io.brfed.tikv.testserver;

import io.brfed.api.StoreId;
import io.brfed.tikv.internal.wire.metapb.Store;
import io.brfed.tikv.internal.wire.metapb.StoreLabel;
import io.grpc.Server;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A TiKV store that speaks gRPC on a loopback port: leases, wait-apply, pending changes of its regions, imports. It has one
 * time until which it is suspended, whoever asked for it; a newer connection ends the older one. Made by
 * {@link TestTidbCluster}, which registers it at PD. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class TestTikv implements AutoCloseable {
    private final StoreId id;
    private final String version;
    private final ServerThreads threads;
    private final LeaseService leases;
    private final ImportService imports;
    private final RecoverDataService recovery;
    private final RecoveringRegions regions;
    private final Ground ground;
    private final Server server;
    private final Front front;
    private long startedAt;
    private int starts;
    private Optional<String> panic = Optional.empty();

    TestTikv(StoreId id, Ground ground, boolean recovering) {
        this.id = id;
        this.ground = ground;
        this.version = ground.settings().version();
        this.threads = ground.threads();
        this.regions = ground.regions();
        this.leases = new LeaseService(id.bits(), ground.layout(), threads);
        this.imports = new ImportService(threads);
        this.recovery = new RecoverDataService(id.bits(), regions, new OwnProcess());
        FlashbackService flashback = new FlashbackService(id, ground.clusterId(), regions, this::panic);
        this.server = GrpcBackend.start(threads.pool(), List.of(leases, imports, recovery, flashback));
        this.front = new Front(
                threads.pool(),
                ground.settings().context(),
                server.getPort(),
                request -> new Front.HttpReply(404, "\"\""));
        this.startedAt = threads.now().getEpochSecond();
        recovery.restarted(recovering);
        regions.isUp(id, true);
    }

    /**
     * What the stores of one cluster share.
     *
     * @param settings what the cluster is made of
     * @param clusterId PD's id; 0 if PD is not ours
     * @param layout the regions
     * @param regions the regions that came back from volumes
     * @param threads the threads and the clock
     * @param tellLeaders tells PD who leads
     */
    record Ground(
            TestTidbCluster.Settings settings,
            long clusterId,
            RegionLayout layout,
            RecoveringRegions regions,
            ServerThreads threads,
            Runnable tellLeaders) {}

    /** The process that the store runs in. */
    private final class OwnProcess implements RecoverDataService.Host {
        @Override
        public void later(Duration delay, Runnable task) {
            int now = starts();
            threads.after(delay, () -> {
                if (now == starts()) {
                    task.run();
                }
            });
        }

        @Override
        public Duration campaignEvery() {
            return ground.settings().campaignEvery();
        }

        @Override
        public void tellLeaders() {
            ground.tellLeaders().run();
        }

        @Override
        public void panic(String why) {
            TestTikv.this.panic(why);
        }
    }

    private synchronized int starts() {
        return starts;
    }

    /** The process ends; it does not start again by itself. */
    private void panic(String why) {
        synchronized (this) {
            if (panic.isPresent()) {
                return;
            }
            panic = Optional.of(why);
            starts++;
        }
        front.shut();
        regions.isUp(id, false);
    }

    /** Why its process ended although nobody wanted that; empty if it did not. */
    public synchronized Optional<String> panic() {
        return panic;
    }

    /**
     * What a build of TiKV can do.
     *
     * @since 0.1.0
     */
    public enum Build {
        /** Leases, as from 6.5.8, 7.5.1 and 8.0.0 on. */
        LEASES,
        /** No leases, as before. */
        WITHOUT_LEASES,
        /** Raftstore V2, which takes part in no backup of volumes. */
        RAFTSTORE_V2
    }

    /** Its id. */
    public StoreId id() {
        return id;
    }

    /** Where it listens. */
    public String address() {
        return "localhost:" + front.port();
    }

    /** Changes what it can do. Default: leases. */
    public TestTikv is(Build build) {
        leases.is(build);
        return this;
    }

    /** How long its lease goes on; zero if there is none. */
    public Duration leaseLeft() {
        return leases.leaseLeft();
    }

    /** How long imports are suspended; zero if they are not. */
    public Duration importsSuspended() {
        return imports.left();
    }

    /** Ends its connections and accepts no more, until {@link #reopen}. Its lease goes on. */
    public void shut() {
        front.shut();
    }

    /** Accepts connections again. */
    public void reopen() {
        front.reopen();
    }

    /** Ends its process: connections break, and what only its memory held is gone. */
    void stop() {
        synchronized (this) {
            // What breaks off now does so because of us.
            panic = Optional.of("stopped");
            starts++;
        }
        front.shut();
        regions.isUp(id, false);
        leases.restarted();
        imports.restarted();
    }

    /** Starts its process again, with another start time. */
    void start(boolean recovering) {
        recovery.restarted(recovering);
        synchronized (this) {
            panic = Optional.empty();
            startedAt = Math.max(startedAt + 1, threads.now().getEpochSecond());
        }
        regions.isUp(id, true);
        front.reopen();
    }

    synchronized Store registration() {
        return Store.newBuilder()
                .setId(id.bits())
                .setAddress(address())
                .setVersion(version)
                .addLabels(StoreLabel.newBuilder().setKey("zone").setValue("local"))
                .setStartTimestamp(startedAt)
                .build();
    }

    /** Ends it. */
    @Override
    public void close() {
        front.close();
        server.shutdownNow();
    }
}
