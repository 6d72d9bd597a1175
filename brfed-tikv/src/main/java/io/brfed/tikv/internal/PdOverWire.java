package io.brfed.tikv.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdIdentity;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.tikv.internal.PdHttp.Call;
import io.brfed.tikv.internal.wire.pdpb.AllocIDRequest;
import io.brfed.tikv.internal.wire.pdpb.AllocIDResponse;
import io.brfed.tikv.internal.wire.pdpb.PDGrpc;
import io.brfed.tikv.internal.wire.pdpb.ScanRegionsRequest;
import io.brfed.tikv.internal.wire.pdpb.ScanRegionsResponse;
import io.brfed.tikv.internal.wire.pdpb.TsoRequest;
import io.brfed.tikv.internal.wire.pdpb.TsoResponse;
import io.brfed.tikv.internal.wire.pdpb.UpdateServiceGCSafePointRequest;
import io.brfed.tikv.internal.wire.pdpb.UpdateServiceGCSafePointResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** PD over HTTP and gRPC. */
final class PdOverWire implements PdClient {
    private static final int LOGICAL_BITS = 18;

    /** PD's etcd keeps no lease for less. */
    private static final long LEAST_TTL_SECONDS = 5;

    private static final PdGrpc.Method<TsoRequest, TsoResponse> TSO =
            new PdGrpc.Method<>(PDGrpc.getTsoMethod(), CallKind.READ, TsoResponse::getHeader);
    private static final PdGrpc.Method<AllocIDRequest, AllocIDResponse> ALLOC_ID =
            new PdGrpc.Method<>(PDGrpc.getAllocIDMethod(), CallKind.READ, AllocIDResponse::getHeader);
    private static final PdGrpc.Method<ScanRegionsRequest, ScanRegionsResponse> SCAN_REGIONS =
            new PdGrpc.Method<>(PDGrpc.getScanRegionsMethod(), CallKind.READ, ScanRegionsResponse::getHeader);
    private static final PdGrpc.Method<UpdateServiceGCSafePointRequest, UpdateServiceGCSafePointResponse> HOLD_GC =
            new PdGrpc.Method<>(
                    PDGrpc.getUpdateServiceGCSafePointMethod(),
                    CallKind.WRITE,
                    UpdateServiceGCSafePointResponse::getHeader);

    private final PdGrpc grpc;
    private final PdHttp http;
    private final PdIdentification identification;
    private final PdDocuments documents;

    PdOverWire(PdIdentification identification, PdGrpc grpc, PdHttp http) {
        this.grpc = grpc;
        this.http = http;
        this.identification = identification;
        this.documents = new PdDocuments(grpc, http);
    }

    @Override
    public CompletionStage<PdIdentity> identity(Duration limit) {
        return identification.read(limit);
    }

    @Override
    public CompletionStage<Tso> timestamp(Duration limit) {
        return grpc.call(
                        TSO,
                        limit,
                        header -> TsoRequest.newBuilder()
                                .setHeader(header)
                                .setCount(1)
                                .build())
                .thenApply(answer -> new Tso((answer.getTimestamp().getPhysical() << LOGICAL_BITS)
                        + answer.getTimestamp().getLogical()));
    }

    @Override
    public CompletionStage<Long> allocateId(Duration limit) {
        return grpc.call(
                        ALLOC_ID,
                        limit,
                        header -> AllocIDRequest.newBuilder()
                                .setHeader(header)
                                .setCount(1)
                                .build())
                .thenApply(AllocIDResponse::getId);
    }

    @Override
    public CompletionStage<MinResolvedTs> minResolvedTs(Duration limit) {
        return read("/min-resolved-ts", limit, PdJson::minResolvedTs);
    }

    @Override
    public CompletionStage<List<PdStore>> stores(Duration limit) {
        return read("/stores?state=0&state=1", limit, PdJson::stores).exceptionallyCompose(error -> {
            Throwable cause = WireFaults.unwrapped(error);
            return cause instanceof ProviderException refused && WireFaults.isUnbootstrapped(refused)
                    ? CompletableFuture.completedStage(List.of())
                    : CompletableFuture.failedStage(cause);
        });
    }

    @Override
    public CompletionStage<Tso> holdGc(String holder, Tso safePoint, Duration hold, Duration limit) {
        return updateGc(holder, safePoint, Math.max(1, seconds(hold)), limit)
                .thenApply(answer -> new Tso(answer.getMinSafePoint()));
    }

    @Override
    public CompletionStage<Void> releaseGc(String holder, Duration limit) {
        return updateGc(holder, new Tso(0), 0, limit).thenAccept(answer -> {});
    }

    private CompletionStage<UpdateServiceGCSafePointResponse> updateGc(
            String holder, Tso safePoint, long seconds, Duration limit) {
        return grpc.call(
                HOLD_GC,
                limit,
                header -> UpdateServiceGCSafePointRequest.newBuilder()
                        .setHeader(header)
                        .setServiceId(ByteString.copyFromUtf8(holder))
                        .setTTL(seconds)
                        .setSafePoint(safePoint.bits())
                        .build());
    }

    @Override
    public CompletionStage<List<String>> schedulers(Duration limit) {
        return read("/schedulers", limit, PdJson::names);
    }

    @Override
    public CompletionStage<Void> pauseSchedulers(Duration pause, Duration limit) {
        return write(Call.post(PdHttp.V1 + "/schedulers/all", delay(Math.max(1, seconds(pause)))), limit);
    }

    @Override
    public CompletionStage<Void> resumeSchedulers(Duration limit) {
        return write(Call.post(PdHttp.V1 + "/schedulers/all", delay(0)), limit);
    }

    @Override
    public CompletionStage<List<PausedScheduler>> pausedSchedulers(Duration limit) {
        return read("/schedulers?status=paused&timestamp=true", limit, PdJson::pausedSchedulers);
    }

    @Override
    public CompletionStage<Map<String, String>> scheduleSettings(Duration limit) {
        return read("/config/schedule", limit, PdJson::settings);
    }

    @Override
    public CompletionStage<Void> setTemporarily(Map<String, String> settings, Duration hold, Duration limit) {
        return setForSeconds(settings, Math.max(LEAST_TTL_SECONDS, seconds(hold)), limit);
    }

    @Override
    public CompletionStage<Void> endTemporary(Map<String, String> stored, Duration limit) {
        return setForSeconds(stored, 0, limit);
    }

    private CompletionStage<Void> setForSeconds(Map<String, String> settings, long seconds, Duration limit) {
        if (settings.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        ObjectNode body = PdHttp.JSON.createObjectNode();
        try {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                body.set("schedule." + setting.getKey(), PdHttp.JSON.readTree(setting.getValue()));
            }
        } catch (JsonProcessingException bad) {
            return CompletableFuture.failedStage(new ProviderException(
                    Fault.REFUSED, "the scheduling settings " + settings + " are not all values in JSON", bad));
        }
        return write(Call.post(PdHttp.V1 + "/config?ttlSecond=" + seconds, body.toString()), limit);
    }

    @Override
    public CompletionStage<Void> pauseChecker(String checker, Duration pause, Duration limit) {
        return write(Call.post(PdHttp.V1 + "/checker/" + encoded(checker), delay(seconds(pause))), limit);
    }

    @Override
    public CompletionStage<List<RunningOperator>> operators(Duration limit) {
        return read("/operators", limit, PdJson::operators);
    }

    @Override
    public CompletionStage<Void> cancelOperator(long region, Duration limit) {
        return write(Call.delete(PdHttp.V1 + "/operators/" + Long.toUnsignedString(region)), limit)
                .exceptionallyCompose(error -> {
                    Throwable cause = WireFaults.unwrapped(error);
                    boolean none = String.valueOf(cause.getMessage()).contains("operator not found");
                    return none ? CompletableFuture.completedStage(null) : CompletableFuture.failedStage(cause);
                });
    }

    @Override
    public CompletionStage<List<RegionRoute>> regions(Key from, int most, Duration limit) {
        return grpc.call(
                        SCAN_REGIONS,
                        limit,
                        header -> ScanRegionsRequest.newBuilder()
                                .setHeader(header)
                                .setStartKey(ByteString.copyFrom(from.bytes()))
                                .setLimit(most)
                                .build())
                .thenApply(answer ->
                        answer.getRegionsList().stream().map(Regions::route).toList());
    }

    @Override
    public CompletionStage<Map<String, String>> state(Collection<String> names, Duration limit) {
        return documents.read(names, limit);
    }

    private <T> CompletionStage<T> read(String path, Duration limit, Function<JsonNode, T> reader) {
        Call call = Call.get(PdHttp.V1 + path);
        return http.send(call, limit).thenApply(node -> {
            try {
                return reader.apply(node);
            } catch (NumberFormatException bad) {
                throw new ProviderException(
                        Fault.REFUSED,
                        call + " of PD was answered with what this version does not know: " + bad.getMessage(),
                        bad);
            }
        });
    }

    private CompletionStage<Void> write(Call call, Duration limit) {
        return http.send(call, limit).thenAccept(answer -> {});
    }

    /** In whole seconds, rather more than less. */
    private static long seconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }

    private static String delay(long seconds) {
        return "{\"delay\":" + seconds + "}";
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
