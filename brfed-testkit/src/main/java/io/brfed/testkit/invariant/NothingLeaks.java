package io.brfed.testkit.invariant;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.DeletionReport;
import io.brfed.api.LeftBehind;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.FakeDataPlane;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whatever is left at the end was told by a report, or lies where nobody can reach. */
final class NothingLeaks implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        List<LeftBehind> told = new ArrayList<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Reported reported) {
                if (reported.report() instanceof BackupReport report) {
                    told.addAll(report.operation().leftBehind());
                } else if (reported.report() instanceof RestoreReport report) {
                    told.addAll(report.operation().leftBehind());
                } else if (reported.report() instanceof DeletionReport report) {
                    told.addAll(report.leftBehind());
                    isGone(history, report, findings);
                }
            }
        }
        List<String> clusters = told.stream()
                .flatMap(left -> left.member().stream())
                .map(ClusterName::value)
                .toList();
        List<String> lost = history.federation().planes().stream()
                .filter(plane -> plane.faults().dead())
                .map(FakeDataPlane::name)
                .map(ClusterName::value)
                .toList();
        Set<ClusterName> unseen = new HashSet<>(Unseeable.madeAfterRemoval(history));
        unseen.addAll(Unseeable.takenByPersons(history));
        findings.expect(true, () -> "");
        history.federation().ownLeftovers().stream()
                .filter(left -> clusters.stream().noneMatch(left::contains))
                .filter(left -> lost.stream().noneMatch(left::contains))
                .filter(left -> unseen.stream().map(ClusterName::value).noneMatch(left::contains))
                .forEach(left -> findings.expect(false, () -> "left and not told: " + left));
    }

    private static void isGone(History history, DeletionReport report, Findings findings) {
        Set<ClusterName> unseen = Unseeable.madeAfterRemoval(history);
        if (report.complete() == DeletionReport.Completeness.COMPLETE) {
            findings.expect(
                    history.federation().planes().stream()
                            .filter(plane -> !unseen.contains(plane.name()))
                            .flatMap(plane -> plane.members().stream())
                            .noneMatch(member -> member.member().operation().equals(report.name())),
                    () -> "deleted, but something of " + report.name() + " is there");
        }
    }
}
