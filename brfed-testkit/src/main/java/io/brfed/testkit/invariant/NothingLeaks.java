package io.brfed.testkit.invariant;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.DeletionReport;
import io.brfed.api.LeftBehind;
import io.brfed.api.OperationId;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.FakeDataPlane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whatever is left at the end was told by a report, or lies where nobody can reach. */
final class NothingLeaks implements Invariant.Check {
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(3);

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
                    isGone(history, reported, report, findings);
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

    /** What the deletion was about is gone for good; another operation of the same name may have begun meanwhile. */
    private static void isGone(History history, Event.Reported reported, DeletionReport report, Findings findings) {
        if (report.complete() == DeletionReport.Completeness.COMPLETE) {
            Set<ClusterName> unseen = new HashSet<>(Unseeable.madeAfterRemoval(history));
            unseen.addAll(Unseeable.landedAfter(history, reported));
            Set<OperationId> deleted = new HashSet<>(deleted(history, reported, report));
            deleted.removeAll(Once.begunAnew(history));
            findings.expect(
                    history.federation().planes().stream()
                            .filter(plane -> !unseen.contains(plane.name()))
                            .flatMap(plane -> plane.members().stream())
                            .noneMatch(member -> member.member().operation().equals(report.name())
                                    && member.stamp()
                                            .filter(stamp -> deleted.contains(stamp.id()))
                                            .isPresent()),
                    () -> "deleted, but something of " + report.name() + " is there");
        }
    }

    /** The operations that the deletion wrote to, or could have seen when it found nothing to be written to. */
    private static Set<OperationId> deleted(History history, Event.Reported reported, DeletionReport report) {
        Set<OperationId> asked = new HashSet<>();
        Set<OperationId> seen = new HashSet<>();
        for (Event event : history.events()) {
            if (event == reported) {
                break;
            } else if (event instanceof Event.Deleting deleting && deleting.by().equals(reported.by())) {
                asked.add(deleting.deletion().id());
            } else if (event instanceof Event.Declared declared
                    && declared.created()
                    && declared.declaration().member().operation().equals(report.name())
                    && declared.at().plus(LONGEST_LOOK).compareTo(reported.at()) < 0) {
                seen.add(declared.declaration().stamp().id());
            }
        }
        return asked.isEmpty() ? seen : asked;
    }
}
