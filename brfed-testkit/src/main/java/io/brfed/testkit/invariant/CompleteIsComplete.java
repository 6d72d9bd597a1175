package io.brfed.testkit.invariant;

import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationId;
import io.brfed.testkit.SnapshotSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every member of a complete backup must really have. */
final class CompleteIsComplete implements Invariant.Check {
    private record Part(OperationId id, ClusterName cluster) {}

    @Override
    public void look(History history, Findings findings) {
        Map<Part, List<SnapshotSet>> captured = new HashMap<>();
        Map<Part, Set<Condition>> reached = new HashMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Captured capture) {
                SnapshotSet set = capture.set();
                captured.computeIfAbsent(new Part(set.id(), set.member().cluster()), part -> new ArrayList<>())
                        .add(set);
            } else if (event instanceof Event.Fact fact) {
                ClusterName cluster = fact.state().member().cluster();
                fact.state()
                        .stamp()
                        .ifPresent(stamp -> reached.computeIfAbsent(
                                        new Part(stamp.id(), cluster), part -> EnumSet.noneOf(Condition.class))
                                .add(fact.condition()));
            } else if (event instanceof Event.Reported reported
                    && reported.report() instanceof BackupReport report
                    && report.complete()) {
                boolean asReported = report.operation().assurance() == Assurance.AS_REPORTED;
                for (MemberReport member : report.members()) {
                    Part part = new Part(report.operation().id(), member.cluster());
                    check(part, captured.getOrDefault(part, List.of()), asReported, findings);
                    check(part, reached.getOrDefault(part, Set.of()), findings);
                }
            }
        }
    }

    private static void check(Part part, List<SnapshotSet> sets, boolean asReported, Findings findings) {
        findings.expect(sets.size() == 1, () -> "complete with snapshot sets " + sets + " of " + part.cluster());
        findings.expect(
                sets.stream()
                        .allMatch(set -> set.pause() == SnapshotSet.Pause.HELD_THROUGHOUT
                                || (asReported && set.pause() == SnapshotSet.Pause.HELD_AS_SEEN)),
                () -> "complete with snapshots from outside the pause: " + sets);
    }

    private static void check(Part part, Set<Condition> reached, Findings findings) {
        findings.expect(
                reached.contains(Condition.VOLUMES_COMPLETE),
                () -> "complete although volumes of " + part.cluster() + " are not");
        findings.expect(
                !reached.contains(Condition.VOLUMES_FAILED), () -> "complete although " + part.cluster() + " failed");
    }
}
