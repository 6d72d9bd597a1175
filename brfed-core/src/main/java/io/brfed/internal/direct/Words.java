package io.brfed.internal.direct;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in words. */
final class Words {
    private Words() {}

    /** The message of what really happened. */
    static String of(@Nullable Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return "nothing";
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }
}
