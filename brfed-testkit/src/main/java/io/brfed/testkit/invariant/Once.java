package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.plane.Declaration;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.testkit.DriverProcess;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** No member of an operation is made twice, nor are its snapshots, unless nobody could know of the first. */
final class Once implements Invariant.Check {
    private record Part(OperationId id, ClusterName cluster) {}

    @Override
    public void look(History history, Findings findings) {
        Set<Event.Declared> anew = Unseeable.landedAfterRemoval(history);
        Set<Event.Declared> unknowing = unknowing(history);
        Set<Part> created = new HashSet<>();
        Set<Part> captured = new HashSet<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Declared declared && declared.created()) {
                Part part = part(declared);
                boolean excused = anew.contains(declared) || unknowing.contains(declared);
                findings.expect(created.add(part) || excused, () -> "created twice: " + part);
                if (excused) {
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
        return unknowing(history).stream().map(declared -> part(declared).id()).collect(Collectors.toSet());
    }

    /** The creations of what somebody had removed before, by makers that nothing had told of the first. */
    private static Set<Event.Declared> unknowing(History history) {
        Set<Event.Declared> found = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Event> events = history.events();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Event.Declared declared
                    && declared.created()
                    && couldNotKnow(events.subList(0, i), declared.declaration(), part(declared))) {
                found.add(declared);
            }
        }
        return found;
    }

    private static Part part(Event.Declared declared) {
        Declaration declaration = declared.declaration();
        return new Part(declaration.stamp().id(), declaration.cluster());
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
