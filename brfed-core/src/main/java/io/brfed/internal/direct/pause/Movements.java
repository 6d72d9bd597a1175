package io.brfed.internal.direct.pause;

import io.brfed.internal.loop.Calls;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdClient.RunningOperator;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What PD moves besides its schedulers, which matters where stores know no leases: checkers are paused, and operators that
 * run already are cancelled or waited for. Touched by tasks of the scheduler only.
 */
final class Movements {
    /** PD's checkers that move, merge or split regions; it answers a pause of one that it does not have with an error. */
    private static final List<String> CHECKERS = List.of("learner", "replica", "rule", "split", "merge", "joint-state");

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final PdClient pd;
    private final Scheduler scheduler;
    private final Calls calls;
    private final PauseSettings settings;
    private boolean asked;
    private boolean ended;

    Movements(Reach reach) {
        this.pd = reach.pd();
        this.scheduler = reach.scheduler();
        this.calls = reach.calls();
        this.settings = reach.settings();
    }

    /** Pauses every checker for the whole pause, and waits until no operator runs. */
    CompletionStage<Void> stop(Duration whole) {
        asked = true;
        return checkers(whole).thenCompose(paused -> operators(1));
    }

    /** Whether checkers may be paused. */
    boolean mayBeStopped() {
        return asked;
    }

    /** Another process may have paused checkers. */
    void mayBeStoppedByAnother() {
        asked = true;
    }

    /** Lets every checker go on. */
    CompletionStage<Void> goOn() {
        ended = true;
        return checkers(Duration.ZERO);
    }

    private CompletionStage<Void> checkers(Duration pause) {
        String what = pause.isZero() ? "resuming" : "pausing";
        List<CompletableFuture<?>> round = new ArrayList<>();
        for (String checker : CHECKERS) {
            round.add(calls.write(
                            what + " PD's checker " + checker,
                            settings.call(),
                            () -> pd.pauseChecker(checker, pause, settings.call())
                                    .thenApply(done -> true))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(round.toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> operators(int look) {
        if (ended) {
            return CompletableFuture.failedFuture(new PauseRefusedException("the pause was given back"));
        }
        return calls.read("reading PD's operators", settings.call(), () -> pd.operators(settings.call()))
                .thenCompose(running -> running.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : cancel(running).thenCompose(cancelled -> again(running.get(0), look)));
    }

    /** What cannot be cancelled may still end by itself. */
    private CompletionStage<Void> cancel(List<RunningOperator> running) {
        List<CompletableFuture<?>> round = new ArrayList<>();
        for (RunningOperator operator : running) {
            round.add(calls.write(
                            "cancelling PD's operator of region " + Long.toUnsignedString(operator.region()),
                            settings.call(),
                            () -> pd.cancelOperator(operator.region(), settings.call())
                                    .thenApply(done -> true))
                    .exceptionally(error -> false)
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(round.toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> again(RunningOperator running, int look) {
        if (look > settings.rounds()) {
            return CompletableFuture.failedFuture(new PauseRefusedException("PD's operator of region "
                    + Long.toUnsignedString(running.region()) + " (" + running.description()
                    + ") still ran after it was cancelled " + look + " times; see why it does not end, and try again"));
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        Duration wait = look == 1 ? Duration.ZERO : BETWEEN_LOOKS;
        scheduler.schedule(
                wait,
                () -> operators(look + 1).whenComplete((value, error) -> {
                    if (error == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(error);
                    }
                }));
        return done;
    }
}
