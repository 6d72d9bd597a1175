package io.brfed.internal.direct.pause;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What stages wrap. */
final class Causes {
    private Causes() {}

    /** What really happened. */
    static Throwable of(@Nullable Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? new IllegalStateException("nothing happened") : cause;
    }
}
