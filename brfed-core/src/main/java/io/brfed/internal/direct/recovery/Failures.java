package io.brfed.internal.direct.recovery;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What errors say. */
final class Failures {
    private Failures() {}

    /** The error itself, without what stages wrap around it. */
    static Throwable cause(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Whether trying again is of no use. */
    static boolean isFinal(Throwable error) {
        return !(cause(error) instanceof ProviderException known) || known.fault() == Fault.REFUSED;
    }

    static String text(Throwable error) {
        String message = cause(error).getMessage();
        return message == null ? cause(error).toString() : message;
    }

    /** Ends a future as a stage has ended. */
    static <T> void pass(CompletableFuture<T> to, T value, @Nullable Throwable error) {
        if (error == null) {
            to.complete(value);
        } else {
            to.completeExceptionally(cause(error));
        }
    }
}
