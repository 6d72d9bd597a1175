package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks again and again until nothing is missing. Touched by tasks of the scheduler only. */
final class Lookout {
    private final Scheduler scheduler;
    private final Duration poll;
    private final BooleanSupplier over;

    /**
     * Nothing is looked at yet.
     *
     * @param over whether nobody wants to know any more
     */
    Lookout(Scheduler scheduler, Duration poll, BooleanSupplier over) {
        this.scheduler = scheduler;
        this.poll = poll;
        this.over = over;
    }

    /**
     * Ends when nothing is missing; fails if a look is refused, or with what is still missing when the time is over.
     *
     * @param missing tells what is missing; empty if nothing is
     */
    CompletionStage<Boolean> until(Duration longest, Supplier<CompletionStage<String>> missing) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        look(scheduler.elapsed().plus(longest), longest, missing, done);
        return done;
    }

    private void look(
            Duration end,
            Duration longest,
            Supplier<CompletionStage<String>> missing,
            CompletableFuture<Boolean> done) {
        if (over.getAsBoolean()) {
            done.completeExceptionally(new IllegalStateException("nobody waits for it any more"));
            return;
        }
        missing.get().whenComplete((what, error) -> {
            String lacks = error == null ? what : Causes.words(error);
            if (error == null && what.isEmpty()) {
                done.complete(true);
            } else if (error != null && !passes(error)) {
                done.completeExceptionally(error);
            } else if (scheduler.elapsed().compareTo(end) >= 0) {
                done.completeExceptionally(new ProviderException(Fault.REFUSED, lacks + " (waited " + longest + ")"));
            } else {
                scheduler.schedule(poll, () -> look(end, longest, missing, done));
            }
        });
    }

    /** Whether the same may succeed later. */
    static boolean passes(@Nullable Throwable error) {
        return Causes.fault(error)
                .filter(fault -> fault != Fault.REFUSED && fault != Fault.GONE)
                .isPresent();
    }
}
