package io.brfed.internal.loop;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Begins something as a task of the scheduler, now or later, so that no answer runs beside the code that asks. */
public final class Begun {
    private Begun() {}

    /** Begins it as the next task. */
    public static <T> CompletionStage<T> on(Scheduler scheduler, Supplier<CompletionStage<T>> beginning) {
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        CompletionStage<T> result = begun.thenCompose(now -> beginning.get());
        scheduler.execute(() -> begun.complete(true));
        return result;
    }

    /** Begins it after a while. */
    public static <T> CompletionStage<T> after(
            Duration delay, Scheduler scheduler, Supplier<CompletionStage<T>> beginning) {
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        CompletionStage<T> result = begun.thenCompose(now -> beginning.get());
        scheduler.schedule(delay, () -> begun.complete(true));
        return result;
    }
}
