package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Tso;
import io.brfed.spi.PdRecovery;
import io.brfed.tikv.internal.PdHttp.Call;
import io.brfed.tikv.internal.wire.pdpb.IsBootstrappedRequest;
import io.brfed.tikv.internal.wire.pdpb.IsBootstrappedResponse;
import io.brfed.tikv.internal.wire.pdpb.PDGrpc;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What PD does only for a cluster that comes back from volumes. */
final class PdRecoveryOverWire implements PdRecovery {
    private static final String ADMIN = PdHttp.V1 + "/admin";
    private static final String MARK = ADMIN + "/cluster/markers/snapshot-recovering";

    private static final PdGrpc.Method<IsBootstrappedRequest, IsBootstrappedResponse> IS_BOOTSTRAPPED =
            new PdGrpc.Method<>(PDGrpc.getIsBootstrappedMethod(), CallKind.READ, IsBootstrappedResponse::getHeader);

    /** How PD says that its timestamps are above the one that it was given; each of its other refusals means something else. */
    private static final List<String> ABOVE = List.of("smaller than now", "counter is smaller");

    private final PdGrpc grpc;
    private final PdHttp http;

    PdRecoveryOverWire(PdGrpc grpc, PdHttp http) {
        this.grpc = grpc;
        this.http = http;
    }

    @Override
    public CompletionStage<Boolean> isBootstrapped(Duration limit) {
        return grpc.call(
                        IS_BOOTSTRAPPED,
                        limit,
                        header -> IsBootstrappedRequest.newBuilder()
                                .setHeader(header)
                                .build())
                .thenApply(IsBootstrappedResponse::getBootstrapped);
    }

    @Override
    public CompletionStage<Boolean> isMarked(Duration limit) {
        return http.send(Call.get(MARK), limit).thenApply(answer -> {
            if (!answer.path("marked").isBoolean()) {
                throw new ProviderException(
                        Fault.REFUSED,
                        "PD does not say whether it is marked as recovering, but " + answer
                                + "; look whether its version is one that this release knows");
            }
            return answer.path("marked").booleanValue();
        });
    }

    @Override
    public CompletionStage<Void> mark(Duration limit) {
        return write(Call.post(MARK, ""), limit);
    }

    @Override
    public CompletionStage<Void> unmark(Duration limit) {
        return write(Call.delete(MARK), limit);
    }

    @Override
    public CompletionStage<Void> raiseTimestamp(Tso to, Duration limit) {
        String body = "{\"tso\":\"" + Long.toUnsignedString(to.bits()) + "\",\"force-use-larger\":true}";
        return write(Call.post(ADMIN + "/reset-ts", body), limit).exceptionallyCompose(error -> {
            Throwable cause = WireFaults.unwrapped(error);
            String text = String.valueOf(cause.getMessage());
            if (!text.contains("HTTP 403")) {
                return CompletableFuture.failedStage(cause);
            }
            // It says so with the same number of a PD that has not begun to give out timestamps, or does not lead.
            return ABOVE.stream().anyMatch(text::contains)
                    ? CompletableFuture.completedStage(null)
                    : CompletableFuture.failedStage(new ProviderException(
                            Fault.RETRY, text + "; PD's timestamps were not raised, ask again", cause));
        });
    }

    @Override
    public CompletionStage<Void> setIdBase(long id, Duration limit) {
        return write(Call.post(ADMIN + "/base-alloc-id", "{\"id\":\"" + Long.toUnsignedString(id) + "\"}"), limit);
    }

    @Override
    public CompletionStage<Void> change(Document document, String json, Duration limit) {
        String path = PdDocuments.path(document.documentName());
        return switch (document) {
            case REPLICATE, PLACEMENT_RULES -> write(Call.post(path, json), limit);
            case REGION_LABEL_RULES -> write(Call.patch(path, json), limit);
        };
    }

    private CompletionStage<Void> write(Call call, Duration limit) {
        return http.send(call, limit).thenAccept(answer -> {});
    }
}
