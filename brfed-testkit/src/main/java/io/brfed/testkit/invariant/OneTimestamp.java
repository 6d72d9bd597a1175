package io.brfed.testkit.invariant;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.Tso;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The timestamp of a complete backup is the smallest that members really have. */
final class OneTimestamp implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        Map<OperationId, Map<ClusterName, Tso>> latest = new HashMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Fact fact) {
                fact.state()
                        .stamp()
                        .ifPresent(stamp -> fact.state()
                                .commitTs()
                                .ifPresent(at -> latest.computeIfAbsent(stamp.id(), id -> new HashMap<>())
                                        .put(fact.state().member().cluster(), at)));
            } else if (event instanceof Event.Reported reported
                    && reported.report() instanceof BackupReport report
                    && report.complete()) {
                check(report, Map.copyOf(latest.getOrDefault(report.operation().id(), Map.of())), findings);
            }
        }
    }

    private static void check(BackupReport report, Map<ClusterName, Tso> latest, Findings findings) {
        Optional<Tso> smallest = report.members().stream()
                .flatMap(member -> Optional.ofNullable(latest.get(member.cluster())).stream())
                .min(Comparator.naturalOrder());
        findings.expect(
                report.commitTs().isPresent() && report.commitTs().equals(smallest),
                () -> "restores to " + report.commitTs() + " but members have " + latest);
    }
}
