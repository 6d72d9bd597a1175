package io.brfed.testkit.invariant;

import io.brfed.api.OperationId;
import java.util.LinkedHashSet;
import java.util.Set;

/** Never do two operations hold a pause of one TiDB cluster. */
final class OneAtATime implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        Set<OperationId> held = new LinkedHashSet<>();
        for (Event event : history.events()) {
            if (event instanceof Event.PauseTaken taken) {
                held.add(taken.id());
            } else if (event instanceof Event.PauseOver over) {
                held.remove(over.id());
            } else if (event instanceof Event.Captured captured) {
                findings.expect(
                        held.size() <= 1,
                        () -> "snapshots of " + captured.set().id() + " while pauses of " + held + " are held");
            }
        }
    }
}
