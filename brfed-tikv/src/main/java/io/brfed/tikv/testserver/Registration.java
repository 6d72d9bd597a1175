package io.brfed.tikv.testserver;

import io.brfed.tikv.internal.Tls;
import io.brfed.tikv.internal.wire.metapb.Region;
import io.brfed.tikv.internal.wire.metapb.RegionEpoch;
import io.brfed.tikv.internal.wire.metapb.Store;
import io.brfed.tikv.internal.wire.pdpb.AllocIDRequest;
import io.brfed.tikv.internal.wire.pdpb.AllocIDResponse;
import io.brfed.tikv.internal.wire.pdpb.BootstrapRequest;
import io.brfed.tikv.internal.wire.pdpb.ErrorType;
import io.brfed.tikv.internal.wire.pdpb.GetMembersRequest;
import io.brfed.tikv.internal.wire.pdpb.GetMembersResponse;
import io.brfed.tikv.internal.wire.pdpb.IsSnapshotRecoveringRequest;
import io.brfed.tikv.internal.wire.pdpb.PDGrpc;
import io.brfed.tikv.internal.wire.pdpb.PutStoreRequest;
import io.brfed.tikv.internal.wire.pdpb.RegionHeartbeatRequest;
import io.brfed.tikv.internal.wire.pdpb.RegionHeartbeatResponse;
import io.brfed.tikv.internal.wire.pdpb.ReportMinResolvedTsRequest;
import io.brfed.tikv.internal.wire.pdpb.RequestHeader;
import io.brfed.tikv.internal.wire.pdpb.ResponseHeader;
import io.brfed.tikv.internal.wire.pdpb.ScanRegionsRequest;
import io.brfed.tikv.internal.wire.pdpb.ScanRegionsResponse;
import io.brfed.tikv.internal.wire.pdpb.StoreHeartbeatRequest;
import io.brfed.tikv.internal.wire.pdpb.StoreStats;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** What TiKV stores tell PD, ours or a real one. Blocks; not for use by several threads. */
final class Registration implements AutoCloseable {
    private static final int LIMIT_SECONDS = 10;
    private static final int MOST_LOOKS = 500;
    private static final long LOOK_MILLIS = 10;
    private static final long TERM = 5;

    private final ManagedChannel channel;
    private final RequestHeader header;

    /**
     * Connects to whoever leads now.
     *
     * @param known its URL, if that is known; what PD says of it may be wrong in a test
     */
    Registration(List<String> urls, Optional<String> known, Optional<Tls> tls) {
        ManagedChannel first = channel(urls.get(0), tls);
        try {
            GetMembersResponse members = stub(first).getMembers(GetMembersRequest.getDefaultInstance());
            if (members.getLeader().getClientUrlsCount() == 0) {
                throw new IllegalStateException("PD at " + urls.get(0) + " has no leader");
            }
            channel = channel(known.orElseGet(() -> members.getLeader().getClientUrls(0)), tls);
            header = RequestHeader.newBuilder()
                    .setClusterId(members.getHeader().getClusterId())
                    .build();
        } finally {
            first.shutdownNow();
        }
    }

    private static ManagedChannel channel(String url, Optional<Tls> tls) {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forTarget("dns:///" + URI.create(url).getAuthority());
        if (tls.isEmpty()) {
            return builder.usePlaintext().build();
        }
        try {
            return builder.sslContext(GrpcSslContexts.forClient()
                            .trustManager(tls.get().trust())
                            .keyManager(tls.get().keys())
                            .build())
                    .build();
        } catch (SSLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static PDGrpc.PDBlockingStub stub(ManagedChannel channel) {
        return PDGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    long allocateId() {
        AllocIDResponse answer = stub(channel)
                .allocID(AllocIDRequest.newBuilder()
                        .setHeader(header)
                        .setCount(1)
                        .build());
        check(answer.getHeader());
        return answer.getId();
    }

    /** Begins the cluster with a first store and one region for everything; does nothing if it has begun. */
    void bootstrap(Store store, Region.Builder region) {
        stub(channel)
                .bootstrap(BootstrapRequest.newBuilder()
                        .setHeader(header)
                        .setStore(store)
                        .setRegion(region.setRegionEpoch(
                                RegionEpoch.newBuilder().setConfVer(1).setVersion(1)))
                        .build());
    }

    /** What a store asks once, when it starts. */
    boolean isRecovering() {
        return stub(channel)
                .isSnapshotRecovering(IsSnapshotRecoveringRequest.newBuilder()
                        .setHeader(header)
                        .build())
                .getMarked();
    }

    void put(Store store) {
        check(stub(channel)
                .putStore(PutStoreRequest.newBuilder()
                        .setHeader(header)
                        .setStore(store)
                        .build())
                .getHeader());
    }

    void heartbeat(long store, long resolvedTs) {
        StoreStats stats = StoreStats.newBuilder()
                .setStoreId(store)
                .setCapacity(1L << 40)
                .setAvailable(1L << 39)
                .build();
        ResponseHeader answer = stub(channel)
                .storeHeartbeat(StoreHeartbeatRequest.newBuilder()
                        .setHeader(header)
                        .setStats(stats)
                        .build())
                .getHeader();
        if (answer.getError().getType() == ErrorType.STORE_TOMBSTONE) {
            return;
        }
        check(answer);
        check(stub(channel)
                .reportMinResolvedTS(ReportMinResolvedTsRequest.newBuilder()
                        .setHeader(header)
                        .setStoreId(store)
                        .setMinResolvedTs(resolvedTs)
                        .build())
                .getHeader());
    }

    /** Tells PD about all regions, and waits until it knows them and no others: their heartbeats are not answered. */
    void regions(List<PdCluster.Led> regions) {
        tell(regions, known -> known.size() == regions.size() && known.containsAll(regions));
    }

    /** Tells PD about those regions that are led, and waits until it knows them. */
    void leaders(List<PdCluster.Led> regions) {
        tell(regions, known -> known.containsAll(regions));
    }

    private void tell(List<PdCluster.Led> regions, Predicate<Set<PdCluster.Led>> enough) {
        if (enough.test(known())) {
            return;
        }
        StreamObserver<RegionHeartbeatRequest> stream = PDGrpc.newStub(channel).regionHeartbeat(new Ignored());
        for (PdCluster.Led led : regions) {
            stream.onNext(RegionHeartbeatRequest.newBuilder()
                    .setHeader(header)
                    .setRegion(led.region())
                    .setLeader(led.leader())
                    .setTerm(TERM)
                    .build());
        }
        for (int i = 0; i < MOST_LOOKS && !enough.test(known()); i++) {
            pause();
        }
        stream.onCompleted();
        if (!enough.test(known())) {
            throw new IllegalStateException("PD does not know the " + regions.size() + " regions it was told of");
        }
    }

    private Set<PdCluster.Led> known() {
        ScanRegionsResponse answer = stub(channel)
                .scanRegions(ScanRegionsRequest.newBuilder().setHeader(header).build());
        Set<PdCluster.Led> known = new HashSet<>();
        answer.getRegionsList().forEach(region -> known.add(new PdCluster.Led(region.getRegion(), region.getLeader())));
        return known;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PD was told of regions", interrupted);
        }
    }

    private static void check(ResponseHeader header) {
        if (header.hasError() && header.getError().getTypeValue() != 0) {
            throw new IllegalStateException("PD refused a store: " + header.getError());
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** Answers that tell a store what to do with its regions. */
    private static final class Ignored implements StreamObserver<RegionHeartbeatResponse> {
        @Override
        public void onNext(RegionHeartbeatResponse order) {}

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {}
    }
}
