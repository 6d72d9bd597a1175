package io.brfed.aws.internal;

import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes calls in their turn, as a budget gives them; a call whose turn comes after its limit is not made. Thread-safe. */
final class Ec2Turns {
    private final AwsCalls calls;
    private final CallBudget budget;

    Ec2Turns(AwsCalls calls, CallBudget budget) {
        this.calls = calls;
        this.budget = budget;
    }

    /** Makes a call when its turn has come, with what is then left of its limit. */
    <T extends @Nullable Object> CompletionStage<T> make(Call turn, AwsCall call, Function<AwsCalls.Limit, T> request) {
        Duration end = calls.threads().elapsed().plus(call.limit());
        Optional<Duration> wait = budget.reserveWithin(turn, call.limit());
        if (wait.isEmpty()) {
            return CompletableFuture.failedFuture(AwsFaults.noTurn(call));
        }
        if (wait.get().isZero()) {
            return calls.make(call, request);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        calls.threads().endAtClose(answer, () -> answer.completeExceptionally(AwsFaults.closed(call)));
        calls.threads().after(wait.get(), () -> {
            Duration left = end.minus(calls.threads().elapsed());
            AwsCalls.pass(
                    left.isNegative() || left.isZero()
                            ? CompletableFuture.failedFuture(AwsFaults.noTurn(call))
                            : calls.make(call.within(left), request),
                    answer);
        });
        return answer;
    }

    /** The provider said that calls come too fast. */
    void exhausted(Call turn) {
        budget.exhausted(turn);
    }
}
