package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the members of one process are told when a pause ends, so that whatever can wait waits until then. Touched by
 * tasks of the scheduler only.
 */
final class PauseBoard {
    private static final int MOST = 1_000;

    private final Map<OperationId, List<Runnable>> waiting = new LinkedHashMap<>();
    private final Map<OperationId, Duration> ends = new LinkedHashMap<>();

    /** Runs a task once when the pause of an operation has ended, if that is told here. */
    void whenEnded(OperationId id, Runnable task) {
        waiting.computeIfAbsent(id, key -> new ArrayList<>()).add(task);
        if (waiting.size() > MOST) {
            waiting.remove(waiting.keySet().iterator().next());
        }
    }

    /**
     * Tells that a pause begins.
     *
     * @param endsBy when it is given back at the latest, in the scheduler's elapsed time
     */
    void begun(OperationId id, Duration endsBy) {
        ends.put(id, endsBy);
        if (ends.size() > MOST) {
            ends.remove(ends.keySet().iterator().next());
        }
    }

    /** When the pause of an operation is given back at the latest; empty if it is not told here that it is held. */
    Optional<Duration> endsBy(OperationId id) {
        return Optional.ofNullable(ends.get(id));
    }

    void ended(OperationId id) {
        ends.remove(id);
        List<Runnable> tasks = waiting.remove(id);
        if (tasks != null) {
            tasks.forEach(Runnable::run);
        }
    }
}
