package io.brfed.internal.protocol;

import io.brfed.api.FailureCause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a protocol wants done.
 *
 * @param stage where the operation is, by the name of the protocol's state
 * @param path the rows of the table that led there
 * @param steps what to do now; a step already under way is not repeated
 * @param failure why the operation can no longer succeed, once it cannot
 * @param wakeAt when to ask again if nothing happens before
 * @param tempo how quickly members have to be looked at
 * @param ending whether the operation is over
 */
public record Decision(
        String stage,
        List<Table.Row<?>> path,
        List<Step> steps,
        Optional<FailureCause> failure,
        Optional<Instant> wakeAt,
        Tempo tempo,
        Ending ending) {
    /** Copies the lists. */
    public Decision {
        path = List.copyOf(path);
        steps = List.copyOf(steps);
    }

    /** How quickly members have to be looked at. */
    public enum Tempo {
        /** The database waits. */
        IN_PAUSE,
        /** Nothing waits. */
        CALM
    }

    /** Whether an operation is over. */
    public enum Ending {
        /** It goes on. */
        NONE,
        /** Everything was done. */
        SUCCEEDED,
        /** It failed, and what could be cleaned up is. */
        FAILED
    }
}
