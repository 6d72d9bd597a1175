package io.brfed.testkit.invariant;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationReport;
import io.brfed.api.Phase;
import io.brfed.api.RestoreReport;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FaultKind;
import io.brfed.testkit.SnapshotSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What there is at the end, after an outcome was reported. */
final class CleanEnd implements Invariant.Check {
    /** Faults that no operation may fail of. */
    private static final Set<FaultKind> HARMLESS = EnumSet.of(
            FaultKind.DUPLICATE,
            FaultKind.STALE_READ,
            FaultKind.MISSED_NOTIFICATION,
            FaultKind.CONFLICT,
            FaultKind.SECOND_DRIVER,
            FaultKind.RIVAL);

    @Override
    public void look(History history, Findings findings) {
        Set<FaultKind> happened = EnumSet.noneOf(FaultKind.class);
        history.ground().forEach(earlier -> happened.addAll(earlier.faults().keySet()));
        for (Event event : history.events()) {
            if (event instanceof Event.Happened fault) {
                happened.add(fault.kind());
            } else if (event instanceof Event.Reported reported) {
                TerminalIsFinal.operation(reported.report()).ifPresent(report -> {
                    if (report.status() == OperationReport.Status.FAILED && HARMLESS.containsAll(happened)) {
                        findings.expect(
                                notExclusive(report)
                                        || ranInto(history, report.id())
                                        || history.ground().stream().anyMatch(CleanEnd::ranIntoAny),
                                () -> "failed although only " + happened + " happened: "
                                        + report.cause()
                                                .map(FailureCause::toString)
                                                .orElse("no cause"));
                    }
                    findings.expect(
                            (report.status() == OperationReport.Status.COMPLETE)
                                    == report.cause().isEmpty(),
                            () -> "a failure has a cause and a success has none: " + report.status());
                });
                complete(reported.report())
                        .filter(report -> !TerminalIsFinal.destroyed(history, report))
                        .ifPresent(report -> {
                            finished(history, reported, report, findings);
                            whole(history, report, findings);
                        });
            }
        }
    }

    private static boolean notExclusive(OperationReport report) {
        return report.cause()
                .filter(cause -> cause.kind() == FailureCause.Kind.NOT_EXCLUSIVE)
                .isPresent();
    }

    /**
     * Where no lock can be taken, two operations may both begin, and whichever gives its pause back takes the leases of the
     * other's with it.
     */
    private static boolean ranInto(History history, OperationId id) {
        Set<OperationId> held = new HashSet<>();
        for (Event event : history.events()) {
            if (event instanceof Event.PauseTaken taken) {
                held.add(taken.id());
            } else if (event instanceof Event.PauseOver over) {
                if (held.size() > 1 && held.contains(id) && !over.id().equals(id)) {
                    return true;
                }
                held.remove(over.id());
            }
        }
        return false;
    }

    /** What was backed up so may not be restorable, which only its planes' own checks would show. */
    private static boolean ranIntoAny(History earlier) {
        return earlier.of(Event.PauseTaken.class).anyMatch(taken -> ranInto(earlier, taken.id()));
    }

    private static Optional<OperationReport> complete(Object report) {
        boolean complete = (report instanceof BackupReport backup && backup.complete())
                || (report instanceof RestoreReport restore && restore.complete());
        return complete ? TerminalIsFinal.operation(report) : Optional.empty();
    }

    /**
     * Members that are still there are as an undisturbed run leaves them. Whoever began to delete the operation later, and
     * could not delete them all, has written down that the rest is not a whole any more, and nothing else.
     */
    private static void finished(History history, Event.Reported reported, OperationReport report, Findings findings) {
        Set<ClusterName> late = Unseeable.madeAfterRemoval(history);
        boolean deletedInPart = isDeletedAfter(history, reported, report.id());
        history.federation().planes().stream()
                .flatMap(plane -> plane.members().stream())
                .filter(member -> member.stamp()
                        .filter(stamp -> stamp.id().equals(report.id()))
                        .isPresent())
                .forEach(member -> findings.expect(
                        (isFinished(member) && (deletedInPart || !saysFailed(member)))
                                || late.contains(member.member().cluster()),
                        () -> "the operation is complete and this member is not: " + member));
    }

    /** What nobody removed is there: every member, and of a backup one set of snapshots of each. */
    private static void whole(History history, OperationReport report, Findings findings) {
        Set<ClusterName> removed = history.of(Event.Removed.class)
                .filter(gone -> Facts.of(
                        gone.before(), report.id(), gone.before().member().cluster()))
                .map(gone -> gone.before().member().cluster())
                .collect(Collectors.toSet());
        List<SnapshotSet> snapshots = history.federation().snapshots();
        for (FakeDataPlane plane : history.federation().planes()) {
            ClusterName cluster = plane.name();
            if (!removed.contains(cluster)) {
                findings.expect(
                        plane.members().stream().anyMatch(member -> Facts.of(member, report.id(), cluster)),
                        () -> "the operation is complete and has no member in " + cluster);
                long sets = snapshots.stream()
                        .filter(set -> set.id().equals(report.id())
                                && set.member().cluster().equals(cluster))
                        .count();
                findings.expect(
                        sets == (report.kind() == OperationKind.BACKUP ? 1 : 0),
                        () -> "the operation is complete and has " + sets + " sets of snapshots in " + cluster);
            }
        }
    }

    /** Whether a deletion removed a member after the operation had been reported complete. */
    private static boolean isDeletedAfter(History history, Event.Reported reported, OperationId id) {
        Set<ClusterName> asked = new HashSet<>();
        boolean after = false;
        for (Event event : history.events()) {
            after |= event == reported;
            if (after
                    && event instanceof Event.Deleting deleting
                    && deleting.deletion().id().equals(id)) {
                asked.add(deleting.deletion().member().cluster());
            } else if (event instanceof Event.Removed gone
                    && asked.contains(gone.before().member().cluster())
                    && Facts.of(gone.before(), id, gone.before().member().cluster())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFinished(MemberState member) {
        Phase last = member.member().kind() == OperationKind.BACKUP ? Phase.TEARDOWN : Phase.RESTORE_FINISH;
        return member.desired().equals(Optional.of(last))
                && (member.has(Condition.COMPLETE) || member.has(Condition.FAILED));
    }

    private static boolean saysFailed(MemberState member) {
        return member.stamp().filter(Stamp::failed).isPresent();
    }
}
