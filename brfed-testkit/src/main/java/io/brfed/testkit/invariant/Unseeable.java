package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.plane.Declaration;
import io.brfed.testkit.FaultKind;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** What no driver can see or tell, because it happens when the operation is over and nobody drives it. */
final class Unseeable {
    /** Whoever is not told of a change looks at a member this often. */
    private static final Duration LONGEST_UNSEEN = Duration.ofSeconds(30);

    private Unseeable() {}

    /**
     * The creations of members that were asked for before the member was removed and landed after it. What they make ends by
     * its own deadline, and another deletion removes it.
     */
    static Set<Event.Declared> landedAfterRemoval(History history) {
        if (history.of(Event.Removed.class).findFirst().isEmpty()) {
            return Set.of();
        }
        Set<Event.Declared> landed = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<ClusterName, Duration> removed = new HashMap<>();
        IdentityHashMap<Declaration, Duration> sent = new IdentityHashMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Sent sending
                    && sending.declaration().creation() == Declaration.Creation.PERMITTED) {
                sent.put(sending.declaration(), sending.at());
            } else if (event instanceof Event.Removed gone) {
                removed.put(gone.before().member().cluster(), gone.at());
            } else if (event instanceof Event.Declared declared && declared.created()) {
                Duration gone = removed.get(declared.declaration().cluster());
                Duration asked = sent.get(declared.declaration());
                if (gone != null && asked != null && asked.compareTo(gone) < 0) {
                    landed.add(declared);
                }
            }
        }
        return landed;
    }

    /** The clusters in which a request that was under way made a member anew after its removal. */
    static Set<ClusterName> madeAfterRemoval(History history) {
        Set<ClusterName> clusters = new HashSet<>();
        landedAfterRemoval(history)
                .forEach(declared -> clusters.add(declared.declaration().cluster()));
        return clusters;
    }

    /**
     * The clusters in which a request that had been sent before a deletion looked for the last time made a member after the
     * deletion was over, where it had seen none. Nothing holds back a request that has left its process.
     */
    static Set<ClusterName> landedAfter(History history, Event.Reported deletion) {
        IdentityHashMap<Declaration, Duration> sent = new IdentityHashMap<>();
        Map<ClusterName, Duration> seen = new HashMap<>();
        Set<ClusterName> landed = new HashSet<>();
        boolean over = false;
        for (Event event : history.events()) {
            if (event == deletion) {
                over = true;
            } else if (event instanceof Event.Sent sending && !over) {
                sent.put(sending.declaration(), sending.at());
            } else if (event instanceof Event.Learned learned
                    && !over
                    && learned.by().equals(deletion.by())) {
                seen.put(learned.state().member().cluster(), learned.at());
            } else if (event instanceof Event.Declared declared && over && declared.created()) {
                Duration asked = sent.get(declared.declaration());
                Duration looked = seen.get(declared.declaration().cluster());
                if (asked != null && looked != null && asked.compareTo(looked) < 0) {
                    landed.add(declared.declaration().cluster());
                }
            }
        }
        return landed;
    }

    /**
     * The clusters in which a person deleted a member of an operation that had been reported, or so shortly before the report
     * that nobody had told the driver, or only when it had decided and was giving back its claims: the rest is theirs. So it is
     * where a lost cluster keeps everybody from reporting
     * anything, because with the person's member the knowledge of the operation went.
     */
    static Set<ClusterName> takenByPersons(History history) {
        if (!history.faults().containsKey(FaultKind.DELETED_BY_HAND)) {
            return Set.of();
        }
        Set<ClusterName> taken = new HashSet<>();
        Map<ClusterName, Duration> before = new HashMap<>();
        Awareness awareness = new Awareness();
        boolean over = false;
        for (Event event : history.events()) {
            if (event instanceof Event.Reported reported
                    && TerminalIsFinal.operation(reported.report()).isPresent()) {
                Set<ClusterName> known = awareness.at(reported);
                before.forEach((cluster, at) -> {
                    if (!known.contains(cluster) && reported.at().minus(at).compareTo(LONGEST_UNSEEN) <= 0) {
                        taken.add(cluster);
                    }
                });
                over = true;
            } else if (event instanceof Event.Learned learned) {
                awareness.learned(learned);
            } else if (event instanceof Event.Happened happened && happened.kind() == FaultKind.DELETED_BY_HAND) {
                if (over) {
                    taken.add(happened.cluster());
                } else {
                    before.put(happened.cluster(), happened.at());
                    awareness.deleted(happened.cluster());
                }
            }
        }
        boolean silenced = !over
                && history.federation().planes().stream()
                        .anyMatch(plane -> plane.faults().dead());
        if (silenced) {
            taken.addAll(before.keySet());
        }
        return taken;
    }
}
