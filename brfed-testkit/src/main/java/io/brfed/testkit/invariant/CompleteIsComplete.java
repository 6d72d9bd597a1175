package io.brfed.testkit.invariant;

import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationId;
import io.brfed.testkit.SnapshotSet;
import java.util.List;

/** What every member of a complete backup must really have. */
final class CompleteIsComplete implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        for (int i = 0; i < history.events().size(); i++) {
            if (history.events().get(i) instanceof Event.Reported reported
                    && reported.report() instanceof BackupReport report
                    && report.complete()) {
                check(report, history.events().subList(0, i), findings);
            }
        }
    }

    private static void check(BackupReport report, List<Event> before, Findings findings) {
        OperationId id = report.operation().id();
        boolean asReported = report.operation().assurance() == Assurance.AS_REPORTED;
        for (MemberReport member : report.members()) {
            List<SnapshotSet> sets = sets(before, id, member.cluster());
            findings.expect(sets.size() == 1, () -> "complete with snapshot sets " + sets + " of " + member.cluster());
            findings.expect(
                    sets.stream()
                            .allMatch(set -> set.pause() == SnapshotSet.Pause.HELD_THROUGHOUT
                                    || (asReported && set.pause() == SnapshotSet.Pause.HELD_AS_SEEN)),
                    () -> "complete with snapshots from outside the pause: " + sets);
            findings.expect(
                    has(before, id, member.cluster(), Condition.VOLUMES_COMPLETE),
                    () -> "complete although volumes of " + member.cluster() + " are not");
            findings.expect(
                    !has(before, id, member.cluster(), Condition.VOLUMES_FAILED),
                    () -> "complete although " + member.cluster() + " failed");
        }
    }

    private static List<SnapshotSet> sets(List<Event> events, OperationId id, ClusterName cluster) {
        return events.stream()
                .filter(Event.Captured.class::isInstance)
                .map(event -> ((Event.Captured) event).set())
                .filter(set -> set.id().equals(id) && set.member().cluster().equals(cluster))
                .toList();
    }

    private static boolean has(List<Event> events, OperationId id, ClusterName cluster, Condition condition) {
        return events.stream()
                .anyMatch(event -> event instanceof Event.Fact fact
                        && fact.condition() == condition
                        && Facts.of(fact.state(), id, cluster));
    }
}
