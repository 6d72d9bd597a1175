package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationReport;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.testkit.DriverProcess;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which driver was told in time that a person had deleted a member. */
final class Awareness {
    private final Map<DriverProcess, Set<ClusterName>> missing = new HashMap<>();
    private final Map<DriverProcess, Set<ClusterName>> missingAtNews = new HashMap<>();
    private final Map<DriverProcess, Map<ClusterName, MemberState>> last = new HashMap<>();

    void learned(Event.Learned event) {
        ClusterName cluster = event.state().member().cluster();
        if (event.state().presence() != Presence.LIVE) {
            missing.computeIfAbsent(event.by(), by -> new HashSet<>()).add(cluster);
            return;
        }
        MemberState before =
                last.computeIfAbsent(event.by(), by -> new HashMap<>()).put(cluster, event.state());
        if (!event.state().equals(before)) {
            missingAtNews.put(event.by(), new HashSet<>(missing.getOrDefault(event.by(), Set.of())));
        }
    }

    /** A person deletes a member: what was learned before does not count. */
    void deleted(ClusterName cluster) {
        missing.values().forEach(known -> known.remove(cluster));
        missingAtNews.values().forEach(known -> known.remove(cluster));
    }

    /**
     * The clusters that whoever reports had been told of. A success is decided as soon as the last piece of news is there;
     * what comes after it, while claims are given back, comes too late.
     */
    Set<ClusterName> at(Event.Reported event) {
        boolean complete = TerminalIsFinal.operation(event.report())
                .filter(report -> report.status() == OperationReport.Status.COMPLETE)
                .isPresent();
        return (complete ? missingAtNews : missing).getOrDefault(event.by(), Set.of());
    }
}
