package io.brfed.internal.direct.recovery;

import io.brfed.internal.loop.Causes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says that a recovery has to end, and why. Touched by tasks of the scheduler only. */
final class Halt {
    private final CompletableFuture<Void> why = new CompletableFuture<>();

    /** Ends the recovery; the first reason counts. */
    void because(RuntimeException reason) {
        why.completeExceptionally(reason);
    }

    boolean isHalted() {
        return why.isDone();
    }

    /** Fails when the recovery has to end. */
    CompletionStage<Void> stage() {
        return why;
    }

    /** A failure for that reason, of whatever was to be done. */
    <T> CompletionStage<T> failed() {
        return why.thenApply(never -> {
            throw new IllegalStateException("a recovery that has not ended");
        });
    }

    /** Goes on, unless the recovery has to end. */
    void check() {
        Optional<Throwable> reason =
                why.handle((none, error) -> Optional.ofNullable(error)).getNow(Optional.empty());
        reason.ifPresent(error -> {
            throw Causes.of(error) instanceof RuntimeException known ? known : new IllegalStateException(error);
        });
    }
}
