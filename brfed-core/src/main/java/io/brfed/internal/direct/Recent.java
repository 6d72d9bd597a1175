package io.brfed.internal.direct;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is the same for all members, so that it is not asked for by each: of a TiDB cluster with thousands of
 * stores it is long. Touched by tasks of the scheduler only.
 *
 * @param <A> the answer
 */
final class Recent<A> {
    private final Scheduler scheduler;
    private final Duration valid;
    private @Nullable CompletableFuture<A> last;
    private Duration asked = Duration.ZERO;

    /**
     * Nothing was asked yet.
     *
     * @param valid how old an answer may be, counted from its question
     */
    Recent(Scheduler scheduler, Duration valid) {
        this.scheduler = scheduler;
        this.valid = valid;
    }

    /** What was answered just now, or is just being asked; asks if there is none. A failure is told and forgotten. */
    CompletionStage<A> or(Supplier<CompletionStage<A>> question) {
        CompletableFuture<A> known = last;
        boolean young = scheduler.elapsed().minus(asked).compareTo(valid) <= 0;
        if (known != null && young && !known.isCompletedExceptionally()) {
            return known;
        }
        asked = scheduler.elapsed();
        CompletableFuture<A> answer = question.get().toCompletableFuture();
        last = answer;
        return answer;
    }
}
