package io.brfed.api;

import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call to an outside system failed. Data planes and providers complete their stages with it, classified by what the
 * caller may do next. Open for subclasses of provider authors.
 *
 * @since 0.1.0
 */
public non-sealed class ProviderException extends FederationException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Fault fault;
    private final @Nullable Duration busyFor;

    /** A failure of the given class. */
    public ProviderException(Fault fault, String message) {
        super(message);
        this.fault = Objects.requireNonNull(fault, "fault");
        this.busyFor = null;
    }

    /** A failure of the given class with the error that caused it. */
    public ProviderException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = Objects.requireNonNull(fault, "fault");
        this.busyFor = null;
    }

    /** A {@link Fault#BUSY_UNTIL} whose system said how long to wait. */
    public ProviderException(String message, Duration busyFor) {
        super(message);
        this.fault = Fault.BUSY_UNTIL;
        this.busyFor = Objects.requireNonNull(busyFor, "busyFor");
    }

    /** What the caller may do next. */
    public final Fault fault() {
        return fault;
    }

    /** How long the system asked to be left alone; only of {@link Fault#BUSY_UNTIL}. */
    public final Optional<Duration> busyFor() {
        return Optional.ofNullable(busyFor);
    }

    /**
     * Classes of failure of one call.
     *
     * @since 0.1.0
     */
    public enum Fault {
        /** Passing: nothing was done, try again. */
        RETRY,
        /** Passing: nothing was done, try again after the time given. */
        BUSY_UNTIL,
        /** The thing addressed does not exist any more, confirmed by its own system. */
        GONE,
        /** For good: the same call will fail again. */
        REFUSED,
        /** No answer, and nothing can have been done. */
        UNREACHABLE,
        /** No answer, and the effect may have happened, may still happen, or may never happen. */
        OUTCOME_UNKNOWN
    }
}
