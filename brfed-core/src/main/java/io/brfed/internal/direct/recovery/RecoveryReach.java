package io.brfed.internal.direct.recovery;

import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoreRecovery;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What a recovery reaches the TiDB cluster with, and its limits.
 *
 * @param pd PD
 * @param pdRecovery what PD does only in a recovery
 * @param stores the stores
 * @param scheduler the only source of time
 * @param settings the limits
 */
public record RecoveryReach(
        PdClient pd, PdRecovery pdRecovery, StoreRecovery stores, Scheduler scheduler, RecoverySettings settings) {
    /** Checks that no part is missing. */
    public RecoveryReach {
        Objects.requireNonNull(pd, "pd");
        Objects.requireNonNull(pdRecovery, "pdRecovery");
        Objects.requireNonNull(stores, "stores");
        Objects.requireNonNull(scheduler, "scheduler");
        Objects.requireNonNull(settings, "settings");
    }

    /** Asks; the answer is a task of the scheduler. */
    <T> CompletionStage<T> read(String what, Supplier<CompletionStage<T>> call) {
        return new Calls(scheduler).read(what, settings.call(), call);
    }

    /** Changes something; the answer is a task of the scheduler. */
    CompletionStage<Void> write(String what, Supplier<CompletionStage<Void>> call) {
        return write(what, settings.call(), call);
    }

    CompletionStage<Void> write(String what, Duration limit, Supplier<CompletionStage<Void>> call) {
        return new Calls(scheduler)
                .write(what, limit, () -> call.get().thenApply(done -> true))
                .thenAccept(done -> {});
    }

    /** Ends after a while. */
    CompletionStage<Void> later(Duration delay) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        scheduler.schedule(delay, () -> ended.complete(null));
        return ended;
    }

    /**
     * Tries until it works, a few seconds apart; after the last attempt it fails as that did. Nothing is tried once the
     * recovery has to end.
     *
     * @param attempts how many attempts are left
     */
    <T> CompletionStage<T> persistently(int attempts, Halt halt, Supplier<CompletionStage<T>> call) {
        if (halt.isHalted()) {
            return halt.failed();
        }
        return call.get().exceptionallyCompose(error -> {
            Throwable cause = Causes.of(error);
            return attempts <= 1 || !Causes.passes(cause)
                    ? CompletableFuture.failedFuture(cause)
                    : later(settings.watch()).thenCompose(waited -> persistently(attempts - 1, halt, call));
        });
    }
}
