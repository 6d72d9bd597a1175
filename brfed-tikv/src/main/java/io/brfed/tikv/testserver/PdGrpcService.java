package io.brfed.tikv.testserver;

import com.google.protobuf.ByteString;
import io.brfed.api.Tso;
import io.brfed.tikv.internal.wire.metapb.Store;
import io.brfed.tikv.internal.wire.metapb.StoreState;
import io.brfed.tikv.internal.wire.pdpb.AllocIDRequest;
import io.brfed.tikv.internal.wire.pdpb.AllocIDResponse;
import io.brfed.tikv.internal.wire.pdpb.BootstrapRequest;
import io.brfed.tikv.internal.wire.pdpb.BootstrapResponse;
import io.brfed.tikv.internal.wire.pdpb.Error;
import io.brfed.tikv.internal.wire.pdpb.ErrorType;
import io.brfed.tikv.internal.wire.pdpb.GetAllStoresRequest;
import io.brfed.tikv.internal.wire.pdpb.GetAllStoresResponse;
import io.brfed.tikv.internal.wire.pdpb.GetGCSafePointRequest;
import io.brfed.tikv.internal.wire.pdpb.GetGCSafePointResponse;
import io.brfed.tikv.internal.wire.pdpb.GetMembersRequest;
import io.brfed.tikv.internal.wire.pdpb.GetMembersResponse;
import io.brfed.tikv.internal.wire.pdpb.IsBootstrappedRequest;
import io.brfed.tikv.internal.wire.pdpb.IsBootstrappedResponse;
import io.brfed.tikv.internal.wire.pdpb.IsSnapshotRecoveringRequest;
import io.brfed.tikv.internal.wire.pdpb.IsSnapshotRecoveringResponse;
import io.brfed.tikv.internal.wire.pdpb.Member;
import io.brfed.tikv.internal.wire.pdpb.PDGrpc;
import io.brfed.tikv.internal.wire.pdpb.PutStoreRequest;
import io.brfed.tikv.internal.wire.pdpb.PutStoreResponse;
import io.brfed.tikv.internal.wire.pdpb.Region;
import io.brfed.tikv.internal.wire.pdpb.RegionHeartbeatRequest;
import io.brfed.tikv.internal.wire.pdpb.RegionHeartbeatResponse;
import io.brfed.tikv.internal.wire.pdpb.ReportMinResolvedTsRequest;
import io.brfed.tikv.internal.wire.pdpb.ReportMinResolvedTsResponse;
import io.brfed.tikv.internal.wire.pdpb.RequestHeader;
import io.brfed.tikv.internal.wire.pdpb.ResponseHeader;
import io.brfed.tikv.internal.wire.pdpb.ScanRegionsRequest;
import io.brfed.tikv.internal.wire.pdpb.ScanRegionsResponse;
import io.brfed.tikv.internal.wire.pdpb.StoreHeartbeatRequest;
import io.brfed.tikv.internal.wire.pdpb.StoreHeartbeatResponse;
import io.brfed.tikv.internal.wire.pdpb.Timestamp;
import io.brfed.tikv.internal.wire.pdpb.TsoRequest;
import io.brfed.tikv.internal.wire.pdpb.TsoResponse;
import io.brfed.tikv.internal.wire.pdpb.UpdateServiceGCSafePointRequest;
import io.brfed.tikv.internal.wire.pdpb.UpdateServiceGCSafePointResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** PD's gRPC service as one of its members has it. */
final class PdGrpcService extends PDGrpc.PDImplBase {
    private static final int LOGICAL_BITS = 18;
    private static final long LOGICAL = (1L << LOGICAL_BITS) - 1;

    private final PdState state;
    private final int member;

    PdGrpcService(PdState state, int member) {
        this.state = state;
        this.member = member;
    }

    @Override
    public void getMembers(GetMembersRequest request, StreamObserver<GetMembersResponse> answer) {
        synchronized (state) {
            GetMembersResponse.Builder members = GetMembersResponse.newBuilder().setHeader(header());
            for (int i = 0; i < state.urls.size(); i++) {
                members.addMembers(member(i));
            }
            if (state.leader() >= 0) {
                String wrong = state.wrongLeaderUrl;
                Member leads = member(state.leader());
                members.setLeader(
                        wrong == null
                                ? leads
                                : leads.toBuilder().setClientUrls(0, wrong).build());
            }
            answer.onNext(members.build());
        }
        answer.onCompleted();
    }

    private Member member(int index) {
        return Member.newBuilder()
                .setName("pd-" + index)
                .setMemberId(index + 1)
                .addClientUrls(state.urls.get(index))
                .build();
    }

    @Override
    public StreamObserver<TsoRequest> tso(StreamObserver<TsoResponse> answers) {
        return new Each<>(
                answers,
                request -> one(answers, request.getHeader(), () -> {
                    if (request.getCount() == 0) {
                        throw refused("tso count should be positive");
                    }
                    long tso = state.nextTso();
                    return TsoResponse.newBuilder()
                            .setHeader(header())
                            .setCount(request.getCount())
                            .setTimestamp(Timestamp.newBuilder()
                                    .setPhysical(tso >>> LOGICAL_BITS)
                                    .setLogical(tso & LOGICAL))
                            .build();
                }));
    }

    @Override
    public void allocID(AllocIDRequest request, StreamObserver<AllocIDResponse> answer) {
        reply(
                answer,
                request.getHeader(),
                () -> AllocIDResponse.newBuilder()
                        .setHeader(header())
                        .setId(state.nextId())
                        .setCount(1)
                        .build());
    }

    @Override
    public void isBootstrapped(IsBootstrappedRequest request, StreamObserver<IsBootstrappedResponse> answer) {
        reply(
                answer,
                request.getHeader(),
                () -> IsBootstrappedResponse.newBuilder()
                        .setHeader(header())
                        .setBootstrapped(state.cluster.bootstrapped())
                        .build());
    }

    /** Any member answers it, because the mark is not in the leader's memory. */
    @Override
    public void isSnapshotRecovering(
            IsSnapshotRecoveringRequest request, StreamObserver<IsSnapshotRecoveringResponse> answer) {
        synchronized (state) {
            answer.onNext(IsSnapshotRecoveringResponse.newBuilder()
                    .setHeader(header())
                    .setMarked(state.recovering)
                    .build());
        }
        answer.onCompleted();
    }

    @Override
    public void bootstrap(BootstrapRequest request, StreamObserver<BootstrapResponse> answer) {
        reply(answer, request.getHeader(), () -> {
            if (state.cluster.bootstrapped()) {
                return BootstrapResponse.newBuilder()
                        .setHeader(failed(ErrorType.ALREADY_BOOTSTRAPPED, "cluster is already bootstrapped"))
                        .build();
            }
            if (!isFirst(request)) {
                throw refused("invalid bootstrap request: one store, and one region over all keys with one peer there");
            }
            state.cluster.bootstrap(request.getStore(), request.getRegion());
            return BootstrapResponse.newBuilder().setHeader(header()).build();
        });
    }

    private static boolean isFirst(BootstrapRequest request) {
        io.brfed.tikv.internal.wire.metapb.Region region = request.getRegion();
        return request.getStore().getId() != 0
                && region.getId() != 0
                && region.getStartKey().isEmpty()
                && region.getEndKey().isEmpty()
                && region.getPeersCount() == 1
                && region.getPeers(0).getId() != 0
                && region.getPeers(0).getStoreId() == request.getStore().getId();
    }

    @Override
    public void putStore(PutStoreRequest request, StreamObserver<PutStoreResponse> answer) {
        reply(answer, request.getHeader(), () -> {
            Store store = request.getStore();
            ResponseHeader header = ofStore(store.getId(), false);
            if (!header.hasError()) {
                refuseAnothersAddress(store);
                state.cluster.put(store);
            }
            return PutStoreResponse.newBuilder().setHeader(header).build();
        });
    }

    private void refuseAnothersAddress(Store store) {
        if (store.getId() == 0) {
            throw refused("invalid put store " + store);
        }
        state.cluster.stores().stream()
                .filter(other -> other.getId() != store.getId() && other.getState() != StoreState.Tombstone)
                .filter(other -> other.getAddress().equals(store.getAddress()))
                .findFirst()
                .ifPresent(other -> {
                    throw refused("duplicated store address: id:" + store.getId() + " address:\"" + store.getAddress()
                            + "\", already registered by id:" + other.getId());
                });
    }

    @Override
    public void storeHeartbeat(StoreHeartbeatRequest request, StreamObserver<StoreHeartbeatResponse> answer) {
        reply(answer, request.getHeader(), () -> {
            ResponseHeader header = ofStore(request.getStats().getStoreId(), true);
            if (!header.hasError()) {
                state.cluster.heartbeat(request.getStats().getStoreId(), state.now());
            }
            return StoreHeartbeatResponse.newBuilder().setHeader(header).build();
        });
    }

    @Override
    public StreamObserver<RegionHeartbeatRequest> regionHeartbeat(StreamObserver<RegionHeartbeatResponse> answers) {
        return new Each<>(answers, request -> {
            try {
                ResponseHeader header;
                synchronized (state) {
                    refuseStrangers(request.getHeader());
                    header = ofStore(request.getLeader().getStoreId(), true);
                    if (!header.hasError()) {
                        state.cluster.heartbeat(request.getRegion(), request.getLeader());
                    }
                }
                if (header.hasError()) {
                    answers.onNext(RegionHeartbeatResponse.newBuilder()
                            .setHeader(header)
                            .build());
                }
                return true;
            } catch (StatusRuntimeException refused) {
                answers.onError(refused);
                return false;
            }
        });
    }

    @Override
    public void getAllStores(GetAllStoresRequest request, StreamObserver<GetAllStoresResponse> answer) {
        reply(answer, request.getHeader(), () -> {
            GetAllStoresResponse.Builder stores =
                    GetAllStoresResponse.newBuilder().setHeader(bootstrapped());
            state.cluster.stores().stream()
                    .filter(store -> store.getState() != StoreState.Tombstone || !request.getExcludeTombstoneStores())
                    .forEach(stores::addStores);
            return stores.build();
        });
    }

    @Override
    public void scanRegions(ScanRegionsRequest request, StreamObserver<ScanRegionsResponse> answer) {
        reply(answer, request.getHeader(), () -> {
            ScanRegionsResponse.Builder regions =
                    ScanRegionsResponse.newBuilder().setHeader(bootstrapped());
            state.cluster
                    .scan(request.getStartKey().toByteArray(), request.getLimit())
                    .forEach(led -> regions.addRegions(
                            Region.newBuilder().setRegion(led.region()).setLeader(led.leader())));
            return regions.build();
        });
    }

    @Override
    public void getGCSafePoint(GetGCSafePointRequest request, StreamObserver<GetGCSafePointResponse> answer) {
        reply(
                answer,
                request.getHeader(),
                () -> GetGCSafePointResponse.newBuilder()
                        .setHeader(bootstrapped())
                        .setSafePoint(state.gcWorker().bits())
                        .build());
    }

    @Override
    public void updateServiceGCSafePoint(
            UpdateServiceGCSafePointRequest request, StreamObserver<UpdateServiceGCSafePointResponse> answer) {
        reply(answer, request.getHeader(), () -> {
            if (!state.cluster.bootstrapped()) {
                return UpdateServiceGCSafePointResponse.newBuilder()
                        .setHeader(bootstrapped())
                        .build();
            }
            refuseReserved(request);
            Duration ttl = Duration.ofSeconds(request.getTTL());
            GcHolds.Hold asked = new GcHolds.Hold(
                    request.getServiceId().toStringUtf8(),
                    new Tso(request.getSafePoint()),
                    state.now().plus(ttl));
            GcHolds.Hold least = state.gc.update(asked, ttl, state.now());
            return UpdateServiceGCSafePointResponse.newBuilder()
                    .setHeader(bootstrapped())
                    .setServiceId(ByteString.copyFromUtf8(least.holder()))
                    .setTTL(request.getTTL())
                    .setMinSafePoint(least.safePoint().bits())
                    .build();
        });
    }

    private static void refuseReserved(UpdateServiceGCSafePointRequest request) {
        String holder = request.getServiceId().toStringUtf8();
        if (holder.isEmpty()) {
            throw refused("service id of service safepoint cannot be empty");
        }
        if (holder.equals(GcHolds.WORKER) && request.getTTL() != Long.MAX_VALUE) {
            throw refused("TTL of gc_worker's service safe point must be infinity");
        }
    }

    @Override
    public void reportMinResolvedTS(
            ReportMinResolvedTsRequest request, StreamObserver<ReportMinResolvedTsResponse> answer) {
        reply(answer, request.getHeader(), () -> {
            ResponseHeader header = ofStore(request.getStoreId(), true);
            if (!header.hasError()) {
                state.cluster.resolve(request.getStoreId(), request.getMinResolvedTs());
            }
            return ReportMinResolvedTsResponse.newBuilder().setHeader(header).build();
        });
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setClusterId(state.clusterId).build();
    }

    private ResponseHeader bootstrapped() {
        return state.cluster.bootstrapped()
                ? header()
                : failed(ErrorType.NOT_BOOTSTRAPPED, "cluster is not bootstrapped");
    }

    /** The header of an answer to a store; says so if PD does not know it, or has buried it. */
    private ResponseHeader ofStore(long id, boolean known) {
        if (!state.cluster.bootstrapped()) {
            return bootstrapped();
        }
        Optional<Store> store = state.cluster.stores().stream()
                .filter(candidate -> candidate.getId() == id)
                .findFirst();
        if (store.filter(found -> found.getState() == StoreState.Tombstone).isPresent()) {
            return failed(ErrorType.STORE_TOMBSTONE, "store is tombstone");
        }
        return store.isEmpty() && known
                ? failed(ErrorType.UNKNOWN, "store " + Long.toUnsignedString(id) + " not found")
                : header();
    }

    private static StatusRuntimeException refused(String why) {
        return Status.UNKNOWN.withDescription(why).asRuntimeException();
    }

    private ResponseHeader failed(ErrorType type, String message) {
        return ResponseHeader.newBuilder()
                .setClusterId(state.clusterId)
                .setError(Error.newBuilder().setType(type).setMessage(message))
                .build();
    }

    private <A> void reply(StreamObserver<A> answer, RequestHeader header, Supplier<A> work) {
        if (one(answer, header, work)) {
            answer.onCompleted();
        }
    }

    private <A> boolean one(StreamObserver<A> answer, RequestHeader header, Supplier<A> work) {
        try {
            A result;
            synchronized (state) {
                refuseStrangers(header);
                result = work.get();
            }
            answer.onNext(result);
            return true;
        } catch (StatusRuntimeException refused) {
            answer.onError(refused);
            return false;
        }
    }

    private void refuseStrangers(RequestHeader header) {
        if (state.leader() != member) {
            throw Status.UNAVAILABLE
                    .withDescription(state.since(8, 0) ? "not leader and follower handling not allowed" : "not leader")
                    .asRuntimeException();
        }
        if (header.getClusterId() != state.clusterId) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("mismatch cluster id, need " + Long.toUnsignedString(state.clusterId) + " but got "
                            + Long.toUnsignedString(header.getClusterId()))
                    .asRuntimeException();
        }
    }

    /** Does the same for each message of a stream, until one is refused, and ends it when the client does. */
    private static final class Each<R> implements StreamObserver<R> {
        private final StreamObserver<?> answers;
        private final Predicate<R> work;
        private boolean over;

        Each(StreamObserver<?> answers, Predicate<R> work) {
            this.answers = answers;
            this.work = work;
        }

        @Override
        public void onNext(R request) {
            over = over || !work.test(request);
        }

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {
            if (!over) {
                answers.onCompleted();
            }
        }
    }
}
