package io.brfed.api;

import java.time.Instant;
import java.util.Objects;

/**
 * One condition of one member, with what the member says about it. Immutable.
 *
 * @param condition the fact
 * @param since when the member says it became true (the member's clock, usually whole seconds)
 * @param reason short machine-readable reason, empty if the member gives none
 * @param message text for people, empty if the member gives none
 * @since 0.1.0
 */
public record Reached(Condition condition, Instant since, String reason, String message) {
    /** Checks that no part is missing. */
    public Reached {
        Objects.requireNonNull(condition, "condition");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
    }

    /** A condition without reason or message. */
    public static Reached of(Condition condition, Instant since) {
        return new Reached(condition, since, "", "");
    }
}
