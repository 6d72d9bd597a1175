package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the members of one process are told that a pause has ended, so that whatever can wait waits until then. Touched by
 * tasks of the scheduler only.
 */
final class PauseBoard {
    private static final int MOST = 1_000;

    private final Map<OperationId, List<Runnable>> waiting = new LinkedHashMap<>();

    /** Runs a task once when the pause of an operation has ended, if that is told here. */
    void whenEnded(OperationId id, Runnable task) {
        waiting.computeIfAbsent(id, key -> new ArrayList<>()).add(task);
        if (waiting.size() > MOST) {
            waiting.remove(waiting.keySet().iterator().next());
        }
    }

    void ended(OperationId id) {
        List<Runnable> tasks = waiting.remove(id);
        if (tasks != null) {
            tasks.forEach(Runnable::run);
        }
    }
}
