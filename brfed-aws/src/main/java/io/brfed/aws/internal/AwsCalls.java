package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** Makes blocking calls of the SDK on threads of their own, each with its limit. Thread-safe. */
public final class AwsCalls {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final AwsThreads threads;

    /** Calls on the given threads. */
    public AwsCalls(AwsThreads threads) {
        this.threads = threads;
    }

    AwsThreads threads() {
        return threads;
    }

    /**
     * Makes a call. The stage completes at the limit at the latest, with a classified error if it fails.
     *
     * @param request makes the call with what is left of the limit
     */
    public <T extends @Nullable Object> CompletionStage<T> make(AwsCall call, Function<Limit, T> request) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        Duration end = threads.elapsed().plus(call.limit());
        AwsThreads.Timer atLimit = threads.after(call.limit(), () -> {
            boolean sent = !state.compareAndSet(State.WAITING, State.ABANDONED);
            answer.completeExceptionally(sent ? AwsFaults.noAnswer(call) : unsent(call));
        });
        endWith(answer, atLimit);
        threads.endAtClose(answer, () -> {
            boolean sent = !state.compareAndSet(State.WAITING, State.ABANDONED);
            answer.completeExceptionally(sent ? AwsFaults.givenUp(call) : AwsFaults.closed(call));
        });
        try {
            threads.calls().execute(() -> {
                if (state.compareAndSet(State.WAITING, State.SENT)) {
                    run(call, () -> request.apply(new Limit(end.minus(threads.elapsed()))), answer);
                }
            });
        } catch (RejectedExecutionException closed) {
            answer.completeExceptionally(AwsFaults.closed(call));
        }
        return answer;
    }

    /** As {@link #make}; what does not exist counts as removed. */
    CompletionStage<Void> remove(AwsCall call, Consumer<Limit> request) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        make(call, left -> {
                    request.accept(left);
                    return true;
                })
                .whenComplete((answer, error) -> {
                    boolean gone = error instanceof ProviderException failure && failure.fault() == Fault.GONE;
                    if (error == null || gone) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(error);
                    }
                });
        return done;
    }

    private static void endWith(CompletionStage<?> stage, AwsThreads.Timer timer) {
        stage.whenComplete((result, error) -> timer.cancel());
    }

    private static <T extends @Nullable Object> void run(
            AwsCall call, java.util.function.Supplier<T> request, CompletableFuture<T> answer) {
        try {
            answer.complete(request.get());
        } catch (RuntimeException failure) {
            answer.completeExceptionally(AwsFaults.classify(call, failure));
        } catch (Error failure) {
            answer.completeExceptionally(failure);
            throw failure;
        }
    }

    private ProviderException unsent(AwsCall call) {
        return new ProviderException(
                Fault.UNREACHABLE,
                call + " was not sent within " + call.limit() + ": all " + threads.width() + " connections to "
                        + call.service() + " were busy; nothing was done. Permit more connections.");
    }

    /** The same outcome, an error as it was thrown. */
    static <T extends @Nullable Object> CompletionStage<T> bare(CompletionStage<T> stage) {
        CompletableFuture<T> bare = new CompletableFuture<>();
        pass(stage, bare);
        return bare;
    }

    /** Completes one stage with the outcome of another, an error as it was thrown. */
    static <T extends @Nullable Object> void pass(CompletionStage<T> from, CompletableFuture<T> to) {
        from.whenComplete((value, error) -> {
            if (error == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(cause(error));
            }
        });
    }

    private static Throwable cause(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause(cause) : error;
    }

    private enum State {
        WAITING,
        SENT,
        ABANDONED
    }

    /**
     * What is left of a call's limit when it is sent.
     *
     * @param left the time
     */
    public record Limit(Duration left) {
        /** Makes the SDK end the call at the limit. */
        public void on(AwsRequestOverrideConfiguration.Builder settings) {
            settings.apiCallTimeout(left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
        }
    }
}
