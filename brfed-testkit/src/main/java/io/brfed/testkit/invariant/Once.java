package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.plane.Declaration;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Stamp;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FaultKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** No member of an operation is made twice, nor are its snapshots, unless nobody could know of the first. */
final class Once implements Invariant.Check {
    private record Part(OperationId id, ClusterName cluster) {}

    /** Who was told that a part exists or was recorded, and who asked for it. */
    private static final class Awareness {
        private final Map<DriverProcess, Set<Part>> told = new HashMap<>();
        private final IdentityHashMap<Declaration, DriverProcess> senders = new IdentityHashMap<>();
        private final Set<ClusterName> takenByPersons = new HashSet<>();

        void note(Event event) {
            if (event instanceof Event.Sent sent) {
                senders.put(sent.declaration(), sent.by());
            } else if (event instanceof Event.Learned learned && learned.state().presence() == Presence.LIVE) {
                Set<Part> known = told.computeIfAbsent(learned.by(), by -> new HashSet<>());
                learned.state()
                        .stamp()
                        .ifPresent(stamp ->
                                note(known, stamp, learned.state().member().cluster()));
            } else if (event instanceof Event.Happened happened && happened.kind() == FaultKind.DELETED_BY_HAND) {
                takenByPersons.add(happened.cluster());
            }
        }

        private static void note(Set<Part> known, Stamp stamp, ClusterName cluster) {
            known.add(new Part(stamp.id(), cluster));
            stamp.recorded().forEach(recorded -> known.add(new Part(stamp.id(), recorded)));
        }

        /** Whether a person removed a part that nothing had told its maker about. */
        boolean couldNotKnow(Declaration declaration, Part part) {
            DriverProcess maker = senders.get(declaration);
            return maker != null
                    && takenByPersons.contains(part.cluster())
                    && !told.getOrDefault(maker, Set.of()).contains(part);
        }
    }

    @Override
    public void look(History history, Findings findings) {
        Set<Event.Declared> late = Unseeable.landedAfterRemoval(history);
        Awareness awareness = new Awareness();
        Set<Part> created = new HashSet<>();
        Set<Part> captured = new HashSet<>();
        for (Event event : history.events()) {
            awareness.note(event);
            if (event instanceof Event.Declared declared && declared.created()) {
                Declaration declaration = declared.declaration();
                Part part = new Part(declaration.stamp().id(), declaration.cluster());
                boolean anew = late.contains(declared) || awareness.couldNotKnow(declaration, part);
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
}
