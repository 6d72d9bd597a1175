package io.brfed.internal.drive;

import io.brfed.api.FederationCancelledException;
import io.brfed.api.FederationException;
import io.brfed.api.OperationName;
import io.brfed.spi.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for something that cannot be cancelled. */
public final class Waiting {
    private Waiting() {}

    public static <T> T on(Scheduler scheduler, OperationName name, CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        try {
            scheduler.await(future);
            return future.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new FederationCancelledException(
                    name, "the thread that waited for '" + name + "' was interrupted; what was asked for goes on");
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof FederationException known ? known : failed;
        }
    }
}
