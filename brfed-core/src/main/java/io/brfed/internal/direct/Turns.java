package io.brfed.internal.direct;

import io.brfed.spi.Scheduler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Lets few at a time do what there may be much of. Nothing waits for ever, because whatever has its turn ends by a limit of
 * its own. Touched by tasks of the scheduler only.
 */
final class Turns {
    private final Scheduler scheduler;
    private final int most;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int working;

    /**
     * Nobody is at work.
     *
     * @param most how many may be at the same time
     */
    Turns(Scheduler scheduler, int most) {
        this.scheduler = scheduler;
        this.most = most;
    }

    /** Does the work when its turn has come. */
    <T> CompletionStage<T> take(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        waiting.add(() -> begin(work, answer));
        next();
        return answer;
    }

    private <T> void begin(Supplier<CompletionStage<T>> work, CompletableFuture<T> answer) {
        working++;
        CompletionStage<T> begun;
        try {
            begun = work.get();
        } catch (RuntimeException error) {
            begun = CompletableFuture.failedFuture(error);
        }
        begun.whenComplete((value, error) -> scheduler.execute(() -> {
            working--;
            if (error == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(error);
            }
            next();
        }));
    }

    private void next() {
        while (working < most && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
