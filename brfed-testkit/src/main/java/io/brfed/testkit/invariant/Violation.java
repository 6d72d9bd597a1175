package io.brfed.testkit.invariant;

import java.util.Objects;

/**
 * Something that must not be. Immutable.
 *
 * @param invariant what does not hold
 * @param detail where and when, for people
 * @since 0.1.0
 */
public record Violation(Invariant invariant, String detail) {
    /** Checks that no part is missing. */
    public Violation {
        Objects.requireNonNull(invariant, "invariant");
        Objects.requireNonNull(detail, "detail");
    }

    /** One line. */
    @Override
    public String toString() {
        return invariant + " (" + invariant.number() + "): " + detail;
    }
}
