package io.brfed.testkit.invariant;

import io.brfed.api.Assurance;
import io.brfed.api.OperationId;
import io.brfed.testkit.SnapshotSet;
import java.util.HashSet;
import java.util.Set;

/** What a complete backup gives back is right, unless something broke that its planes cannot show and it says so. */
final class ContentIsRight implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        Set<OperationId> gaps = new HashSet<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Captured captured
                    && captured.set().pause() != SnapshotSet.Pause.HELD_THROUGHOUT) {
                gaps.add(captured.set().id());
            } else if (event instanceof Event.Judged judged) {
                boolean excused = judged.report().operation().assurance() == Assurance.AS_REPORTED
                        && gaps.contains(judged.report().operation().id());
                findings.expect(
                        excused || judged.judgement().isConsistent(),
                        () -> "complete, and " + judged.judgement() + ": " + judged.report());
            }
        }
    }
}
