package io.brfed.tikv.internal;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Folds the answers of one gRPC call into one value. */
final class Answer<A, T> extends ClientCall.Listener<A> {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final ClientCall<?, A> call;
    private final BiFunction<T, A, T> fold;
    private T value;

    Answer(ClientCall<?, A> call, T first, BiFunction<T, A, T> fold) {
        this.call = call;
        this.value = first;
        this.fold = fold;
    }

    /** Sends one request and half-closes. */
    static <R, A, T> CompletableFuture<T> of(ClientCall<R, A> call, R request, T first, BiFunction<T, A, T> fold) {
        Answer<A, T> answer = new Answer<>(call, first, fold);
        call.start(answer, new Metadata());
        call.sendMessage(request);
        call.halfClose();
        call.request(2);
        return answer.result;
    }

    @Override
    public void onMessage(A message) {
        try {
            value = fold.apply(value, message);
            call.request(1);
        } catch (RuntimeException refused) {
            result.completeExceptionally(refused);
            call.cancel("the answer was refused", refused);
        }
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
        if (status.isOk()) {
            result.complete(value);
        } else {
            result.completeExceptionally(status.asRuntimeException());
        }
    }
}
