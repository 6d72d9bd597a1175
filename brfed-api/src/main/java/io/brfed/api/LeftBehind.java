package io.brfed.api;

import java.util.Objects;
import java.util.Optional;

/**
 * Something an operation could not clean up, or does not clean up by design. Immutable.
 *
 * @param member where it is, empty if it concerns the operation as a whole
 * @param what the thing, with its name
 * @param advice what to do about it
 * @since 0.1.0
 */
public record LeftBehind(Optional<ClusterName> member, String what, String advice) {
    /** Checks that no part is missing. */
    public LeftBehind {
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(advice, "advice");
    }

    /** Something left in one member cluster. */
    public static LeftBehind in(ClusterName member, String what, String advice) {
        return new LeftBehind(Optional.of(member), what, advice);
    }

    /** One line. */
    @Override
    public String toString() {
        return member.map(name -> name + ": ").orElse("") + what + (advice.isEmpty() ? "" : "; " + advice);
    }
}
