package io.brfed.internal.drive;

import io.brfed.Operation;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationCancelledException;
import io.brfed.api.FederationException;
import io.brfed.api.OperationName;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * An operation under way.
 *
 * @param <R> its report
 */
public final class Running<R> implements Operation<R> {
    private final OperationName name;
    private final Driver driver;
    private final Scheduler scheduler;
    private final CompletableFuture<R> completion;

    /** An operation whose driver has begun. */
    public Running(OperationName name, Driver driver, Scheduler scheduler, CompletionStage<R> completion) {
        this.name = name;
        this.driver = driver;
        this.scheduler = scheduler;
        this.completion = new CompletableFuture<>();
        completion.whenComplete((report, error) -> {
            if (error == null) {
                this.completion.complete(report);
            } else {
                this.completion.completeExceptionally(Causes.of(error));
            }
        });
    }

    @Override
    public OperationName name() {
        return name;
    }

    @Override
    public CompletionStage<R> completion() {
        return completion.minimalCompletionStage();
    }

    @Override
    public Optional<R> report() {
        return completion.isDone() && !completion.isCompletedExceptionally()
                ? Optional.of(completion.join())
                : Optional.empty();
    }

    @Override
    public R await() {
        try {
            scheduler.await(completion);
        } catch (InterruptedException interrupted) {
            throw interrupted();
        }
        return result();
    }

    @Override
    public Optional<R> await(Duration limit) {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        Scheduler.Timer timer = scheduler.schedule(limit, () -> over.complete(true));
        try {
            scheduler.await(CompletableFuture.anyOf(completion.handle((report, error) -> true), over));
        } catch (InterruptedException interrupted) {
            throw interrupted();
        } finally {
            timer.cancel();
        }
        return completion.isDone() ? Optional.of(result()) : Optional.empty();
    }

    @Override
    public void cancel() {
        driver.cancel(FailureCause.of(
                FailureCause.Kind.CANCELLED, "Cancelled", "the caller cancelled operation '" + name + "'"));
    }

    private FederationCancelledException interrupted() {
        cancel();
        Thread.currentThread().interrupt();
        return new FederationCancelledException(
                name,
                "the thread that waited for '" + name
                        + "' was interrupted; the operation was cancelled and its clean-up"
                        + " goes on. Call again with the same name to see how it ended");
    }

    private R result() {
        try {
            return completion.join();
        } catch (CompletionException failed) {
            throw Causes.of(failed) instanceof FederationException known ? known : failed;
        }
    }
}
