package io.brfed.internal.direct.pause;

import io.brfed.api.Tso;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The limits of a pause.
 *
 * @param longest how long everything inside the pause may take
 * @param hold for how long each part is held without being renewed
 * @param margin what is kept between the last renewal and the end of a hold, because holds are whole seconds
 * @param call the limit of each call to PD or a store
 * @param staleness how far the resolved timestamp may lie behind PD's clock
 * @param rounds how often a region may be asked again before the pause fails
 * @param unleased what becomes of stores that know no leases
 */
public record PauseSettings(
        Duration longest,
        Duration hold,
        Duration margin,
        Duration call,
        Duration staleness,
        int rounds,
        Unleased unleased) {
    /** Two minutes in all, a minute without renewal. */
    public static final PauseSettings DEFAULT = new PauseSettings(
            Duration.ofSeconds(120),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            20,
            Unleased.REFUSED);

    /** Checks that the parts fit together. */
    public PauseSettings {
        Objects.requireNonNull(unleased, "unleased");
        if (longest.isNegative() || longest.isZero() || staleness.isNegative() || staleness.isZero()) {
            throw new IllegalArgumentException("a pause of at most " + longest + ", a resolved timestamp of at most "
                    + staleness + "; both must be longer than nothing");
        }
        if (hold.toSeconds() < 8 || margin.isNegative() || hold.dividedBy(4).compareTo(margin) < 0) {
            throw new IllegalArgumentException("a hold of " + hold + " with a margin of " + margin
                    + "; it must be 8 s or more, and the margin at most a quarter of it");
        }
        if (call.isNegative() || call.isZero() || call.compareTo(hold) >= 0 || rounds < 1) {
            throw new IllegalArgumentException("a call limit of " + call + " with a hold of " + hold + ", " + rounds
                    + " rounds; the limit must be positive and shorter than the hold, and the rounds 1 or more");
        }
    }

    /** What becomes of stores that know no leases. */
    public enum Unleased {
        /** The pause is not taken. */
        REFUSED,
        /** Imports are suspended instead, and nothing is proved. */
        ALLOWED
    }

    /** A copy that takes stores without leases. */
    public PauseSettings withUnleased(Unleased value) {
        return new PauseSettings(longest, hold, margin, call, staleness, rounds, value);
    }

    /** How often each part is renewed. */
    Duration renewal() {
        return hold.dividedBy(4);
    }

    /** Whether a part that was renewed so long ago may have run out. */
    boolean mayHaveRunOut(Duration sinceRenewal) {
        return sinceRenewal.compareTo(hold.minus(margin)) > 0;
    }

    /** How far a resolved timestamp lies behind PD's clock, if that is too far. */
    public Optional<Duration> tooFarBehind(Tso resolved, Tso clock) {
        Duration behind = Duration.between(resolved.physicalTime(), clock.physicalTime());
        return behind.compareTo(staleness) > 0 ? Optional.of(behind) : Optional.empty();
    }

    /** A copy with another limit of the whole pause. */
    public PauseSettings withLongest(Duration value) {
        return new PauseSettings(value, hold, margin, call, staleness, rounds, unleased);
    }

    /** A copy that holds each part longer or shorter without renewing it. */
    public PauseSettings withHold(Duration value) {
        return new PauseSettings(longest, value, margin, call, staleness, rounds, unleased);
    }

    /** A copy with another limit of each call. */
    public PauseSettings withCall(Duration value) {
        return new PauseSettings(longest, hold, margin, value, staleness, rounds, unleased);
    }
}
