package io.brfed.internal.loop;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls with a deadline. The answer, or a {@link ProviderException}, arrives as a task of the scheduler; a call that
 * does not answer in time is abandoned, and whatever it answers later is told only to those who ask for it.
 */
public final class Calls {
    private final Scheduler scheduler;

    /** Calls whose answers are tasks of the given scheduler. */
    public Calls(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** A call that changes nothing: without an answer the other side counts as unreachable. */
    public <T> CompletionStage<T> read(String what, Duration limit, Supplier<CompletionStage<T>> call) {
        return read(what, limit, call, late -> {});
    }

    /** As {@link #read(String, Duration, Supplier)}, and what is answered after the limit is told as well. */
    <T> CompletionStage<T> read(String what, Duration limit, Supplier<CompletionStage<T>> call, Consumer<T> late) {
        return call(new Ask(what, limit, Fault.UNREACHABLE), call, late);
    }

    /** A call that changes something: without an answer its outcome is unknown. */
    public <T> CompletionStage<T> write(String what, Duration limit, Supplier<CompletionStage<T>> call) {
        return write(what, limit, call, late -> {});
    }

    /** As {@link #write(String, Duration, Supplier)}, and what is answered after the limit is told as well. */
    public <T> CompletionStage<T> write(
            String what, Duration limit, Supplier<CompletionStage<T>> call, Consumer<T> late) {
        return call(new Ask(what, limit, Fault.OUTCOME_UNKNOWN), call, late);
    }

    private record Ask(String what, Duration limit, Fault unanswered) {}

    private <T> CompletionStage<T> call(Ask ask, Supplier<CompletionStage<T>> call, Consumer<T> late) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Scheduler.Timer timer = scheduler.schedule(
                ask.limit(),
                () -> answer.completeExceptionally(
                        new ProviderException(ask.unanswered(), ask.what() + " gave no answer within " + ask.limit())));
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
                    if (error != null) {
                        answer.completeExceptionally(provider(ask, error));
                    } else if (value == null) {
                        answer.completeExceptionally(
                                new ProviderException(ask.unanswered(), ask.what() + " was answered with nothing"));
                    } else if (!answer.complete(value)) {
                        late.accept(value);
                    }
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

    /** The classified form of whatever a data plane threw. */
    private static ProviderException provider(Ask ask, Throwable error) {
        Throwable cause = Causes.of(error);
        return cause instanceof ProviderException classified
                ? classified
                : new ProviderException(ask.unanswered(), ask.what() + " failed: " + cause, cause);
    }
}
