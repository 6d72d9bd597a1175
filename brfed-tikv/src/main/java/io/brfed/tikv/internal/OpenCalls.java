package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.tikv.internal.WireFaults.Attempt;
import java.util.IdentityHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The calls of one connection that are under way. Whatever becomes of the clients and threads below, each ends, at the
 * latest with the connection, and its failure is classified. Safe for use by several threads.
 */
final class OpenCalls implements AutoCloseable {
    private static final String CLOSED = "the connection is closed; open another one";

    private final IdentityHashMap<CompletableFuture<?>, Attempt> open = new IdentityHashMap<>();
    private boolean closed;

    /** Makes a call. Nothing is thrown; what goes wrong before anything is sent fails the stage, too. */
    <T> CompletionStage<T> make(Attempt attempt, Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedStage(new ProviderException(Fault.UNREACHABLE, attempt.failed(CLOSED)));
            }
            open.put(answer, attempt);
        }
        try {
            call.get().whenComplete((value, error) -> {
                forget(answer);
                if (error == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(WireFaults.of(attempt, error));
                }
            });
        } catch (RuntimeException thrown) {
            forget(answer);
            answer.completeExceptionally(WireFaults.of(attempt, thrown));
        }
        return answer;
    }

    /** For what is asked after the end without being one of these calls. */
    static ProviderException closedAlready() {
        return new ProviderException(Fault.UNREACHABLE, CLOSED);
    }

    private synchronized void forget(CompletableFuture<?> answer) {
        open.remove(answer);
    }

    /** Ends all calls and refuses more. */
    @Override
    public void close() {
        IdentityHashMap<CompletableFuture<?>, Attempt> left;
        synchronized (this) {
            closed = true;
            left = new IdentityHashMap<>(open);
            open.clear();
        }
        left.forEach((answer, attempt) -> answer.completeExceptionally(new ProviderException(
                attempt.kind().unanswered(),
                attempt.failed("the connection was closed meanwhile" + Advice.broken(attempt)))));
    }
}
