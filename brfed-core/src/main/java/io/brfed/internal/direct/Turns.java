package io.brfed.internal.direct;

import io.brfed.spi.Scheduler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Lets few members at a time do what takes memory: the documents of a hundred Kubernetes clusters at once are more than a
 * process should need. Touched by tasks of the scheduler only.
 */
final class Turns {
    private static final int MOST = 4;

    private final Scheduler scheduler;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int working;

    Turns(Scheduler scheduler) {
        this.scheduler = scheduler;
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
        while (working < MOST && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
