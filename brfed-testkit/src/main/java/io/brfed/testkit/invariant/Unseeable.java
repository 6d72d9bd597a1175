package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.testkit.FaultKind;
import java.util.HashSet;
import java.util.Set;

/** What no driver can see or tell, because it happens when the operation is over and nobody drives it. */
final class Unseeable {
    private Unseeable() {}

    /**
     * The clusters in which a request that was under way for very long made a member anew after its deletion. What it
     * makes ends by its own deadline, and another deletion removes it.
     */
    static Set<ClusterName> madeAfterDeletion(History history) {
        Set<ClusterName> late = new HashSet<>();
        Set<ClusterName> removed = new HashSet<>();
        Set<ClusterName> made = new HashSet<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Happened happened && happened.kind() == FaultKind.LANDS_LATE) {
                late.add(happened.cluster());
            } else if (event instanceof Event.Removed gone) {
                removed.add(gone.before().member().cluster());
            } else if (event instanceof Event.Declared declared && declared.created()) {
                ClusterName cluster = declared.declaration().cluster();
                if (late.contains(cluster) && removed.contains(cluster)) {
                    made.add(cluster);
                }
            }
        }
        return made;
    }

    /** The clusters in which a person deleted a member of an operation that had been reported: the rest is theirs. */
    static Set<ClusterName> takenByPersons(History history) {
        Set<ClusterName> taken = new HashSet<>();
        boolean over = false;
        for (Event event : history.events()) {
            if (event instanceof Event.Reported reported) {
                over |= TerminalIsFinal.operation(reported.report()).isPresent();
            } else if (event instanceof Event.Happened happened
                    && happened.kind() == FaultKind.DELETED_BY_HAND
                    && over) {
                taken.add(happened.cluster());
            }
        }
        return taken;
    }
}
