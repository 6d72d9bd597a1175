package io.brfed.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The time in which region scheduling and GC stood still for a backup: from the first pause request to the last resume
 * confirmation. Times are the caller's clock. Immutable.
 *
 * @param start when the pause was first asked for
 * @param end when it was confirmed to be given back; empty if nobody confirmed it
 * @param latestEnd the latest moment at which the pause can have ended; the operator plane's confirmation only says that
 *     the init job's deletion was asked for, so this is later than {@code end} by its grace period (30 s) and its leases
 *     (120 s), the defaults of {@code terminationGracePeriodSeconds} of Kubernetes and of {@code --ttl} of BR
 * @param ending how it ended
 * @since 0.1.0
 */
public record PauseWindow(Instant start, Optional<Instant> end, Instant latestEnd, Ending ending) {
    /** Checks that no part is missing. */
    public PauseWindow {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(latestEnd, "latestEnd");
        Objects.requireNonNull(ending, "ending");
    }

    /** From the start to the confirmed end, or to the latest possible end if nobody confirmed it. */
    public Duration length() {
        return Duration.between(start, end.orElse(latestEnd));
    }

    /**
     * How a pause ended.
     *
     * @since 0.1.0
     */
    public enum Ending {
        /** The member that held the pause said that it was given back. */
        CONFIRMED,
        /** Nobody could confirm it; the pause ends by itself at {@link PauseWindow#latestEnd()}. */
        LEFT_TO_EXPIRY
    }
}
