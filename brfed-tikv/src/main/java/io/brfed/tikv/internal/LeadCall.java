package io.brfed.tikv.internal;

import io.brfed.tikv.internal.wire.recoverdata.RecoverRegionRequest;
import io.brfed.tikv.internal.wire.recoverdata.RecoverRegionResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.PrimitiveIterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Tells a store which regions to lead. Once it is begun all of it is sent, and it is never cancelled, whether anybody still
 * waits for the answer or not: a store's process ends of a request that breaks off in the middle, and nothing tells when the
 * store has taken the end of it. The store ends the call itself, at the latest when it gets the next one. What has not begun
 * when nobody waits for it any more names no regions: by then others may have been told to lead them.
 */
final class LeadCall extends ClientCall.Listener<RecoverRegionResponse> {
    private final ClientCall<RecoverRegionRequest, RecoverRegionResponse> call;
    private final PrimitiveIterator.OfLong regions;
    private final Channels.Hold hold;
    private final CompletableFuture<RecoverRegionResponse> answer = new CompletableFuture<>();
    private @Nullable RecoverRegionResponse message;
    private boolean begun;
    private boolean sent;
    private volatile boolean givenUp;

    private LeadCall(
            ClientCall<RecoverRegionRequest, RecoverRegionResponse> call,
            PrimitiveIterator.OfLong regions,
            Channels.Hold hold) {
        this.call = call;
        this.regions = regions;
        this.hold = hold;
    }

    /**
     * Begins.
     *
     * @param hold keeps the channel until the call is over
     */
    static LeadCall start(
            ClientCall<RecoverRegionRequest, RecoverRegionResponse> call,
            PrimitiveIterator.OfLong regions,
            Channels.Hold hold) {
        LeadCall started = new LeadCall(call, regions, hold);
        call.start(started, new Metadata());
        call.request(2);
        return started;
    }

    /** What the store answers in the end. */
    CompletionStage<RecoverRegionResponse> answer() {
        return answer;
    }

    /** Nobody waits for the answer any more. Any thread. */
    void giveUp() {
        givenUp = true;
    }

    @Override
    public void onReady() {
        if (sent) {
            return;
        }
        boolean tooLate = givenUp && !begun;
        begun = true;
        try {
            while (!tooLate && call.isReady() && regions.hasNext()) {
                call.sendMessage(RecoverRegionRequest.newBuilder()
                        .setRegionId(regions.nextLong())
                        .setAsLeader(true)
                        .build());
            }
            if (!tooLate && regions.hasNext()) {
                return;
            }
        } catch (RuntimeException broken) {
            // To lead fewer regions does no harm; to break off does.
            answer.completeExceptionally(broken);
        }
        sent = true;
        call.halfClose();
    }

    @Override
    public void onMessage(RecoverRegionResponse response) {
        message = response;
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
        hold.release();
        RecoverRegionResponse response = message;
        if (status.isOk() && response != null) {
            answer.complete(response);
        } else {
            answer.completeExceptionally(status.asRuntimeException());
        }
    }
}
