package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.plane.Declaration;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.testkit.DriverProcess;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** No member of an operation is made twice, nor are its snapshots, unless nobody could know of the first. */
final class Once implements Invariant.Check {
    private record Part(OperationId id, ClusterName cluster) {}

    @Override
    public void look(History history, Findings findings) {
        Set<Event.Declared> late = Unseeable.landedAfterRemoval(history);
        Set<Part> created = new HashSet<>();
        Set<Part> captured = new HashSet<>();
        for (int i = 0; i < history.events().size(); i++) {
            Event event = history.events().get(i);
            if (event instanceof Event.Declared declared && declared.created()) {
                Declaration declaration = declared.declaration();
                Part part = new Part(declaration.stamp().id(), declaration.cluster());
                boolean anew =
                        late.contains(declared) || couldNotKnow(history.events().subList(0, i), declaration, part);
                findings.expect(created.add(part) || anew, () -> "created twice: " + part);
                if (anew) {
                    captured.remove(part);
                }
            } else if (event instanceof Event.Captured capture) {
                Member member = capture.set().member();
                Part part = new Part(capture.set().id(), member.cluster());
                findings.expect(captured.add(part), () -> "snapshots taken twice: " + part);
            }
        }
    }

    /** The operations that went on after somebody had removed what their driver did not know that it had made. */
    static Set<OperationId> begunAnew(History history) {
        Set<OperationId> ids = new HashSet<>();
        Set<Part> created = new HashSet<>();
        for (int i = 0; i < history.events().size(); i++) {
            if (history.events().get(i) instanceof Event.Declared declared && declared.created()) {
                Declaration declaration = declared.declaration();
                Part part = new Part(declaration.stamp().id(), declaration.cluster());
                if (!created.add(part) && couldNotKnow(history.events().subList(0, i), declaration, part)) {
                    ids.add(part.id());
                }
            }
        }
        return ids;
    }

    /** Whether a person or another orchestrator removed a part that nothing had told its maker about. */
    private static boolean couldNotKnow(List<Event> before, Declaration declaration, Part part) {
        if (before.stream().noneMatch(event -> isTaking(event, part))) {
            return false;
        }
        IdentityHashMap<Declaration, DriverProcess> senders = new IdentityHashMap<>();
        for (Event event : before) {
            if (event instanceof Event.Sent sent) {
                senders.put(sent.declaration(), sent.by());
            }
        }
        DriverProcess maker = senders.get(declaration);
        return maker != null && !wasTold(before, maker, part);
    }

    private static boolean isTaking(Event event, Part part) {
        return event instanceof Event.Removed removed && Facts.of(removed.before(), part.id(), part.cluster());
    }

    private static boolean wasTold(List<Event> before, DriverProcess maker, Part part) {
        return before.stream()
                .anyMatch(event -> event instanceof Event.Learned learned
                        && learned.by().equals(maker)
                        && tells(learned.state(), part));
    }

    /** Whether a state says that a part exists or was recorded. */
    private static boolean tells(MemberState state, Part part) {
        return state.presence() == Presence.LIVE
                && state.stamp()
                        .filter(stamp -> stamp.id().equals(part.id()))
                        .filter(stamp -> state.member().cluster().equals(part.cluster())
                                || stamp.recorded().contains(part.cluster()))
                        .isPresent();
    }
}
