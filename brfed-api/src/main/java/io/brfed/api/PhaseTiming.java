package io.brfed.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * When one member was in one phase. Immutable.
 *
 * @param member the member
 * @param phase the phase it was told
 * @param start when the phase was declared, or, after a restart, the best time known
 * @param end when the member reported what the phase is for; empty if it never did
 * @since 0.1.0
 */
public record PhaseTiming(ClusterName member, Phase phase, Instant start, Optional<Instant> end) {
    /** Checks that no part is missing. */
    public PhaseTiming {
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
    }

    /** From start to end; empty if the phase has no end. */
    public Optional<Duration> duration() {
        return end.map(instant -> Duration.between(start, instant));
    }
}
