package io.brfed.tikv.internal;

import com.google.protobuf.ByteString;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.Key;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionMeta;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StoreRecovery;
import io.brfed.tikv.internal.StoreCalls.Line;
import io.brfed.tikv.internal.StoreCalls.Question;
import io.brfed.tikv.internal.wire.kvrpcpb.Context;
import io.brfed.tikv.internal.wire.kvrpcpb.FlashbackToVersionRequest;
import io.brfed.tikv.internal.wire.kvrpcpb.FlashbackToVersionResponse;
import io.brfed.tikv.internal.wire.kvrpcpb.PrepareFlashbackToVersionRequest;
import io.brfed.tikv.internal.wire.kvrpcpb.PrepareFlashbackToVersionResponse;
import io.brfed.tikv.internal.wire.metapb.Peer;
import io.brfed.tikv.internal.wire.recoverdata.ReadRegionMetaRequest;
import io.brfed.tikv.internal.wire.recoverdata.RecoverDataGrpc;
import io.brfed.tikv.internal.wire.recoverdata.RecoverRegionResponse;
import io.brfed.tikv.internal.wire.tikvpb.TikvGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** TiKV stores in recovery mode over gRPC. */
final class RecoveryOverWire implements StoreRecovery {
    private static final String SOURCE = "brfed";

    private final StoreCalls calls;
    private final int mostRegions;

    RecoveryOverWire(StoreCalls calls, ConnectionSettings settings) {
        this.calls = calls;
        this.mostRegions = settings.mostRegions();
    }

    @Override
    public CompletionStage<Void> readRegions(PdStore store, Consumer<List<RegionMeta>> pages, Duration limit) {
        Objects.requireNonNull(pages, "pages");
        ReadRegionMetaRequest request =
                ReadRegionMetaRequest.newBuilder().setStoreId(store.id().bits()).build();
        return calls.make(
                        Question.to(store, "ReadRegionMeta", CallKind.READ, limit),
                        line -> RegionReading.start(
                                line.channel().newCall(RecoverDataGrpc.getReadRegionMetaMethod(), line.options()),
                                request,
                                new RegionReading.Order(line.attempt(), pages, mostRegions)))
                .thenAccept(read -> {});
    }

    @Override
    public CompletionStage<Void> recover(PdStore store, LongStream regions, Duration limit) {
        Objects.requireNonNull(regions, "regions");
        return calls.make(
                        Question.to(store, "RecoverRegion", CallKind.WRITE, limit),
                        line -> recover(store, regions, line))
                .thenAccept(led -> {});
    }

    /** The call has no deadline of its own, because that could end it in the middle of what it sends. */
    private CompletionStage<RecoverRegionResponse> recover(PdStore store, LongStream regions, Line line) {
        CompletableFuture<RecoverRegionResponse> answer = new CompletableFuture<>();
        LeadCall call = LeadCall.start(
                line.channel().newCall(RecoverDataGrpc.getRecoverRegionMethod(), CallOptions.DEFAULT),
                regions.iterator(),
                calls.hold(line));
        ClientThreads.Cancellation timer = calls.atEndOf(line, () -> {
            call.giveUp();
            answer.completeExceptionally(
                    WireFaults.unanswered(line.attempt(), new IllegalStateException("the store goes on with it")));
        });
        call.answer().whenComplete((response, error) -> {
            timer.cancel();
            if (error == null) {
                answer.complete(response);
            } else {
                answer.completeExceptionally(replaced(line, error));
            }
        });
        return answer.thenApply(response -> checked(store, line, response));
    }

    private static Throwable replaced(Line line, Throwable error) {
        Status status = Status.fromThrowable(error);
        return status.getCode() == Status.Code.ABORTED
                ? new ProviderException(
                        Fault.RETRY,
                        line.attempt()
                                .failed(
                                        WireFaults.text(status)
                                                + "; a later call to this store, to lead or to read, took the place of this one"),
                        error)
                : error;
    }

    private static RecoverRegionResponse checked(PdStore store, Line line, RecoverRegionResponse response) {
        if (response.hasError() && !response.getError().getMsg().isEmpty()) {
            throw new ProviderException(
                    Fault.RETRY,
                    line.attempt()
                            .failed("\"" + response.getError().getMsg() + "\"" + Advice.troubled(line.attempt())));
        }
        if (response.getStoreId() != store.id().bits()) {
            throw new ProviderException(
                    Fault.RETRY,
                    line.attempt()
                            .failed("store " + Long.toUnsignedString(response.getStoreId())
                                    + " is there; ask PD where the stores are, then ask again"));
        }
        return response;
    }

    @Override
    public CompletionStage<Answer> prepareFlashback(Target target, Times times, Duration limit) {
        return flashback(
                new Flashback<>(
                        "KvPrepareFlashbackToVersion",
                        TikvGrpc.getKvPrepareFlashbackToVersionMethod(),
                        () -> PrepareFlashbackToVersionRequest.newBuilder()
                                .setContext(context(target))
                                .setStartKey(raw(target.region().start()))
                                .setEndKey(raw(target.region().end()))
                                .setStartTs(times.start().bits())
                                .setVersion(times.version().bits())
                                .build(),
                        RecoveryOverWire::ofPreparation),
                target,
                limit);
    }

    private static Answer ofPreparation(PrepareFlashbackToVersionResponse response) {
        return FlashbackAnswers.of(response.hasRegionError(), response.getRegionError(), response.getError());
    }

    @Override
    public CompletionStage<Answer> flashback(Target target, Times times, Duration limit) {
        return flashback(
                new Flashback<>(
                        "KvFlashbackToVersion",
                        TikvGrpc.getKvFlashbackToVersionMethod(),
                        () -> FlashbackToVersionRequest.newBuilder()
                                .setContext(context(target))
                                .setVersion(times.version().bits())
                                .setStartKey(raw(target.region().start()))
                                .setEndKey(raw(target.region().end()))
                                .setStartTs(times.start().bits())
                                .setCommitTs(times.commit().bits())
                                .build(),
                        RecoveryOverWire::ofFlashback),
                target,
                limit);
    }

    private static Answer ofFlashback(FlashbackToVersionResponse response) {
        return FlashbackAnswers.of(response.hasRegionError(), response.getRegionError(), response.getError());
    }

    /**
     * One of the two calls to a region.
     *
     * @param name its name
     * @param method its method
     * @param request makes the request
     * @param reading reads the answer
     */
    private record Flashback<R, A>(
            String name, MethodDescriptor<R, A> method, Supplier<R> request, Function<A, Answer> reading) {}

    private <R, A> CompletionStage<Answer> flashback(Flashback<R, A> flashback, Target target, Duration limit) {
        String what = flashback.name() + " of region "
                + Long.toUnsignedString(target.region().id());
        return calls.make(Question.to(target.store(), what, CallKind.WRITE, limit), line -> {
            R request;
            try {
                request = flashback.request().get();
            } catch (IllegalArgumentException notEncoded) {
                throw new ProviderException(
                        Fault.REFUSED,
                        line.attempt()
                                .failed("the region's bounds " + bounds(target.region())
                                        + " are not keys that TiDB writes; only clusters of TiDB can be taken back"),
                        notEncoded);
            }
            Optional<A> none = Optional.empty();
            return io.brfed.tikv.internal.Answer.of(
                            line.channel().newCall(flashback.method(), line.options()),
                            request,
                            none,
                            (before, message) -> Optional.of(message))
                    .thenApply(message -> flashback
                            .reading()
                            .apply(message.orElseThrow(() -> new ProviderException(
                                    CallKind.WRITE.unanswered(),
                                    line.attempt().failed("no answer in it" + Advice.broken(line.attempt()))))));
        });
    }

    private static String bounds(RegionAt region) {
        return region.start() + " to " + region.end();
    }

    private static Context context(Target target) {
        return Context.newBuilder()
                .setRegionId(target.region().id())
                .setRegionEpoch(Regions.message(target.region()).getRegionEpoch())
                .setPeer(Peer.newBuilder()
                        .setId(target.leader().id())
                        .setStoreId(target.store().id().bits()))
                .setRequestSource(SOURCE)
                .build();
    }

    /** TiKV encodes keys itself here; an unbounded one stays as it is. */
    private static ByteString raw(Key bound) {
        return bound.isUnbounded() ? ByteString.EMPTY : ByteString.copyFrom(KeyCoding.decode(bound.bytes()));
    }
}
