package io.brfed.plane;

import io.brfed.api.OperationId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether another operation works on the same TiDB cluster, as one data plane sees it. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface Exclusion {
    /**
     * A lock is held for this operation, and nobody else was found. It has to keep others out for {@link #AT_LEAST}, counted
     * from the call; where the first write takes longer, the driver asks again after it.
     *
     * @since 0.1.0
     */
    record Locked() implements Exclusion {
        /** How long a lock has to keep others out at least, counted from the call: 20 seconds. */
        public static final Duration AT_LEAST = Duration.ofSeconds(20);
    }

    /**
     * Nobody else was found, but no lock could be taken: to be asked again after the first write.
     *
     * @since 0.1.0
     */
    record Clear() implements Exclusion {}

    /**
     * It could not be checked.
     *
     * @param why the missing right or other reason
     * @since 0.1.0
     */
    record Unchecked(String why) implements Exclusion {
        /** Checks that the reason is given. */
        public Unchecked {
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * Another operation is unfinished.
     *
     * @param name its name and where it was found, for people
     * @param id its id, if it carries a stamp
     * @since 0.1.0
     */
    record Taken(String name, Optional<OperationId> id) implements Exclusion {
        /** Checks that no part is missing. */
        public Taken {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(id, "id");
        }
    }
}
