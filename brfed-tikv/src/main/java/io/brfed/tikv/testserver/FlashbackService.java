package io.brfed.tikv.testserver;

import com.google.protobuf.ByteString;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.StoreRecovery.Kind;
import io.brfed.tikv.internal.wire.errorpb.Error;
import io.brfed.tikv.internal.wire.kvrpcpb.FlashbackToVersionRequest;
import io.brfed.tikv.internal.wire.kvrpcpb.FlashbackToVersionResponse;
import io.brfed.tikv.internal.wire.kvrpcpb.PrepareFlashbackToVersionRequest;
import io.brfed.tikv.internal.wire.kvrpcpb.PrepareFlashbackToVersionResponse;
import io.brfed.tikv.internal.wire.tikvpb.TikvGrpc;
import io.brfed.tikv.testserver.RecoveringRegions.Outcome;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;

/** Takes regions of a TiKV store back to a timestamp. */
final class FlashbackService extends TikvGrpc.TikvImplBase {
    private final long store;
    private final long clusterId;
    private final RecoveringRegions regions;
    private final Consumer<String> panic;

    /**
     * The service of one store.
     *
     * @param clusterId PD's; 0 if it is not known
     */
    FlashbackService(StoreId store, long clusterId, RecoveringRegions regions, Consumer<String> panic) {
        this.store = store.bits();
        this.clusterId = clusterId;
        this.regions = regions;
        this.panic = panic;
    }

    @Override
    public void kvPrepareFlashbackToVersion(
            PrepareFlashbackToVersionRequest request, StreamObserver<PrepareFlashbackToVersionResponse> answer) {
        if (refusesCluster(request.getContext().getClusterId(), answer)) {
            return;
        }
        RecoveringRegions.Call call = new RecoveringRegions.Call(
                store, request.getContext(), key(request.getStartKey()), key(request.getEndKey()));
        Outcome outcome = regions.answer(call, (region, contents) -> {
            region.prepare(request.getStartTs());
            contents.unlock(call.from(), call.to());
            return Outcome.DONE;
        });
        PrepareFlashbackToVersionResponse.Builder response =
                PrepareFlashbackToVersionResponse.newBuilder().setError(outcome.otherError());
        outcome.regionError().ifPresent(response::setRegionError);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void kvFlashbackToVersion(
            FlashbackToVersionRequest request, StreamObserver<FlashbackToVersionResponse> answer) {
        if (refusesCluster(request.getContext().getClusterId(), answer)) {
            return;
        }
        RecoveringRegions.Call call = new RecoveringRegions.Call(
                store, request.getContext(), key(request.getStartKey()), key(request.getEndKey()));
        Outcome outcome = regions.answer(call, (region, contents) -> takeBack(request, region, contents));
        if (!outcome.panic().isEmpty()) {
            panic.accept(outcome.panic());
            return;
        }
        FlashbackToVersionResponse.Builder response =
                FlashbackToVersionResponse.newBuilder().setError(outcome.otherError());
        outcome.regionError().ifPresent(response::setRegionError);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    private static Outcome takeBack(FlashbackToVersionRequest request, RecoveringRegion region, TestContents contents) {
        long id = region.region().getId();
        if (Long.compareUnsigned(request.getCommitTs(), request.getStartTs()) <= 0) {
            return Outcome.other("commit_ts is not above start_ts");
        }
        if (!region.isPreparedFor(request.getStartTs())) {
            Error.Builder error = RecoveringRegions.error("region " + id + " is not prepared for the flashback");
            error.getFlashbackNotPreparedBuilder().setRegionId(id);
            return Outcome.of(error);
        }
        boolean done = contents.takeBack(
                key(request.getStartKey()),
                key(request.getEndKey()),
                new Tso(request.getVersion()),
                new Tso(request.getCommitTs()));
        if (!done) {
            return Outcome.panic("a commit in region " + id + " is above commit_ts");
        }
        region.takenBack();
        return Outcome.DONE;
    }

    private boolean refusesCluster(long asked, StreamObserver<?> answer) {
        if (asked == 0 || clusterId == 0 || asked == clusterId) {
            return false;
        }
        answer.onError(Status.INVALID_ARGUMENT
                .withDescription("the cluster id of the request does not match the TiKV cluster")
                .asRuntimeException());
        return true;
    }

    private static Key key(ByteString raw) {
        return Key.of(raw.toByteArray());
    }

    /** What a store sends that means that another one leads. */
    static Error leads(StoreId leader) {
        Error.Builder error = Error.newBuilder().setMessage("as a test wants it");
        error.getNotLeaderBuilder().getLeaderBuilder().setStoreId(leader.bits());
        return error.build();
    }

    /** What a store sends that means a kind of answer. */
    static Error meaning(Kind kind) {
        Error.Builder error = Error.newBuilder().setMessage("as a test wants it");
        switch (kind) {
            case NOT_LEADER -> error.getNotLeaderBuilder();
            case CHANGED -> error.getEpochNotMatchBuilder();
            case BUSY ->
                error.getServerIsBusyBuilder().setReason("too many requests").setBackoffMs(20);
            case PASSING -> error.getStaleCommandBuilder();
            case IN_FLASHBACK -> error.getFlashbackInProgressBuilder().setFlashbackStartTs(7);
            case NOT_PREPARED -> error.getFlashbackNotPreparedBuilder();
            case DISK_FULL -> error.getDiskFullBuilder().addStoreId(1).setReason("no space");
            case DONE -> throw new IllegalArgumentException("a region is done when it is; that cannot be pretended");
        }
        return error.build();
    }
}
