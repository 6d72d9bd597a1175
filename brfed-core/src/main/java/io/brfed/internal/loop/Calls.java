package io.brfed.internal.loop;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls with a deadline. The answer, or a {@link ProviderException}, arrives as a task of the scheduler; a call that
 * does not answer in time is abandoned, and whatever it answers later is ignored.
 */
public final class Calls {
    private final Scheduler scheduler;

    /** Calls whose answers are tasks of the given scheduler. */
    public Calls(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** A call that changes nothing: without an answer the other side counts as unreachable. */
    public <T> CompletionStage<T> read(String what, Duration limit, Supplier<CompletionStage<T>> call) {
        return call(what, limit, Fault.UNREACHABLE, call);
    }

    /** A call that changes something: without an answer its outcome is unknown. */
    public <T> CompletionStage<T> write(String what, Duration limit, Supplier<CompletionStage<T>> call) {
        return call(what, limit, Fault.OUTCOME_UNKNOWN, call);
    }

    private <T> CompletionStage<T> call(
            String what, Duration limit, Fault unanswered, Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Scheduler.Timer timer = scheduler.schedule(
                limit,
                () -> answer.completeExceptionally(
                        new ProviderException(unanswered, what + " gave no answer within " + limit)));
        CompletionStage<T> stage;
        try {
            stage = Objects.requireNonNull(call.get(), "a data plane answered with no stage");
        } catch (RuntimeException thrown) {
            stage = CompletableFuture.failedFuture(thrown);
        }
        whenEnded(
                stage,
                (value, error) -> scheduler.execute(() -> {
                    timer.cancel();
                    settle(
                            answer,
                            value,
                            error == null && value == null
                                    ? new ProviderException(unanswered, what + " was answered with nothing")
                                    : error == null ? null : provider(what, unanswered, error));
                }));
        return answer;
    }

    /** Tells when a call has ended. Makes no stage of that, in which a failure would be wrapped once more for nobody. */
    static <T> void whenEnded(CompletionStage<T> call, BiConsumer<@Nullable T, @Nullable Throwable> ended) {
        call.handle((value, error) -> {
            ended.accept(value, error);
            return true;
        });
    }

    private static <T> void settle(CompletableFuture<T> answer, T value, @Nullable ProviderException error) {
        if (error != null) {
            answer.completeExceptionally(error);
        } else {
            answer.complete(value);
        }
    }

    /** The classified form of whatever a data plane threw. */
    private static ProviderException provider(String what, Fault unanswered, Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof ProviderException classified
                ? classified
                : new ProviderException(unanswered, what + " failed: " + cause, cause);
    }
}
