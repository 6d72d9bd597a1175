package io.brfed.testkit.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries calls to a fake server and answers back, in the scheduler's time. */
final class FakeWire {
    private static final Duration DEFAULT_LATENCY = Duration.ofMillis(5);

    private final String server;
    private final Scheduler scheduler;
    private final Set<String> lostAnswers = new HashSet<>();
    private final Set<String> failures = new HashSet<>();
    private final Map<String, Duration> delays = new HashMap<>();
    private Duration latency = DEFAULT_LATENCY;
    private boolean reachable = true;

    FakeWire(String server, Scheduler scheduler) {
        this.server = server;
        this.scheduler = scheduler;
    }

    /** What an unanswered call may have done. */
    enum Kind {
        READ,
        WRITE
    }

    /**
     * One call.
     *
     * @param name its method
     * @param kind what it may have done
     * @param limit within what time an answer is of use
     */
    record Call(String name, Kind kind, Duration limit) {}

    synchronized void latency(Duration value) {
        latency = value;
    }

    synchronized void reachable(boolean value) {
        reachable = value;
    }

    synchronized boolean reachable() {
        return reachable;
    }

    synchronized void loseAnswer(String method) {
        lostAnswers.add(method);
    }

    synchronized void fail(String method) {
        failures.add(method);
    }

    synchronized void delay(String method, Duration by) {
        delays.put(method, by);
    }

    <T extends @Nullable Object> CompletionStage<T> call(Call call, Supplier<T> effect) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Duration half = half();
        Scheduler.Timer limit = scheduler.schedule(call.limit(), () -> answer.completeExceptionally(unanswered(call)));
        CompletionStage<T> ended = answer;
        ended.whenComplete((value, error) -> limit.cancel());
        scheduler.schedule(half.plus(delay(call.name())), () -> arrive(call, effect, answer));
        return answer;
    }

    private <T extends @Nullable Object> void arrive(Call call, Supplier<T> effect, CompletableFuture<T> answer) {
        if (!reachable()) {
            back(() -> answer.completeExceptionally(
                    failure(Fault.UNREACHABLE, call, "no connection (connection refused)")));
            return;
        }
        if (taken(failures, call.name())) {
            back(() -> answer.completeExceptionally(failure(Fault.RETRY, call, "the server is busy")));
            return;
        }
        try {
            T value = effect.get();
            if (!taken(lostAnswers, call.name())) {
                back(() -> answer.complete(value));
            }
        } catch (ProviderException refused) {
            back(() -> answer.completeExceptionally(refused));
        }
    }

    private void back(Runnable answering) {
        scheduler.schedule(half(), answering);
    }

    private synchronized Duration delay(String name) {
        Duration planned = delays.remove(name);
        return planned == null ? Duration.ZERO : planned;
    }

    private synchronized Duration half() {
        return latency.dividedBy(2);
    }

    private synchronized boolean taken(Set<String> planned, String name) {
        return planned.remove(name);
    }

    private ProviderException unanswered(Call call) {
        return failure(
                call.kind() == Kind.WRITE ? Fault.OUTCOME_UNKNOWN : Fault.UNREACHABLE,
                call,
                "no answer within " + call.limit());
    }

    ProviderException failure(Fault fault, Call call, String why) {
        ProviderException failure = new ProviderException(fault, call.name() + " at " + server + " failed: " + why);
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }
}
