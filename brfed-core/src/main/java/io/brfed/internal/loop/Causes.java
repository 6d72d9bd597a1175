package io.brfed.internal.loop;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What really happened: stages wrap what they failed with. */
public final class Causes {
    private Causes() {}

    /** The error that a stage failed with. */
    public static Throwable of(@Nullable Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? new IllegalStateException("nothing happened") : cause;
    }

    /** Its message. */
    public static String words(@Nullable Throwable error) {
        Throwable cause = of(error);
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }

    /** How a call failed; empty if it was no call. */
    public static Optional<Fault> fault(@Nullable Throwable error) {
        return of(error) instanceof ProviderException failure ? Optional.of(failure.fault()) : Optional.empty();
    }

    /** Whether the same call may succeed later. */
    public static boolean passes(@Nullable Throwable error) {
        return fault(error).filter(fault -> fault != Fault.REFUSED).isPresent();
    }
}
