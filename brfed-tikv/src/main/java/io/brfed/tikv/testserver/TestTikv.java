package io.brfed.tikv.testserver;

import io.brfed.api.StoreId;
import io.brfed.tikv.internal.wire.metapb.Store;
import io.brfed.tikv.internal.wire.metapb.StoreLabel;
import io.grpc.Server;
import java.time.Duration;
import java.util.List;

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
    private final Server server;
    private final Front front;
    private long startedAt;

    TestTikv(StoreId id, TestTidbCluster.Settings settings, RegionLayout layout, ServerThreads threads) {
        this.id = id;
        this.version = settings.version();
        this.threads = threads;
        this.leases = new LeaseService(id.bits(), layout, threads);
        this.imports = new ImportService(threads);
        this.server = GrpcBackend.start(threads.pool(), List.of(leases, imports));
        this.front = new Front(
                threads.pool(), settings.context(), server.getPort(), request -> new Front.HttpReply(404, "\"\""));
        this.startedAt = threads.now().getEpochSecond();
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

    /** Starts it again: connections break, its lease and its suspension of imports are gone, and its start time is another. */
    synchronized void restart() {
        front.shut();
        leases.restarted();
        imports.restarted();
        startedAt = Math.max(startedAt + 1, threads.now().getEpochSecond());
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
