package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.plane.Member;
import java.util.HashSet;
import java.util.Set;

/** No member of an operation is made twice, nor are its snapshots. */
final class Once implements Invariant.Check {
    private record Part(OperationId id, Member member) {}

    @Override
    public void look(History history, Findings findings) {
        Set<ClusterName> unseen = Unseeable.madeAfterDeletion(history);
        Set<Part> created = new HashSet<>();
        Set<Part> captured = new HashSet<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Declared declared && declared.created()) {
                Part part = new Part(
                        declared.declaration().stamp().id(),
                        declared.declaration().member());
                findings.expect(
                        created.add(part) || unseen.contains(part.member().cluster()), () -> "created twice: " + part);
            } else if (event instanceof Event.Captured capture) {
                Part part = new Part(capture.set().id(), capture.set().member());
                findings.expect(captured.add(part), () -> "snapshots taken twice: " + part);
            }
        }
    }
}
