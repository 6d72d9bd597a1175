package io.brfed.k8s.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Small things about stages. */
public final class Stages {
    private Stages() {}

    /** The same outcome, an error as it was thrown. */
    public static <T> CompletionStage<T> bare(CompletionStage<T> stage) {
        CompletableFuture<T> bare = new CompletableFuture<>();
        stage.whenComplete((value, error) -> {
            if (error == null) {
                bare.complete(value);
            } else {
                bare.completeExceptionally(cause(error));
            }
        });
        return bare;
    }

    /** The error as it was thrown. */
    public static Throwable cause(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause(cause) : error;
    }
}
