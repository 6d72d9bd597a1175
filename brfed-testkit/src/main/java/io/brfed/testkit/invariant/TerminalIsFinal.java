package io.brfed.testkit.invariant;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationId;
import io.brfed.api.OperationReport;
import io.brfed.api.RestoreReport;
import io.brfed.plane.MemberState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Later reports say the same as the first, and nothing is written after a success. */
final class TerminalIsFinal implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        Map<OperationId, OperationReport> first = new HashMap<>();
        Map<OperationId, Set<ClusterName>> there = new HashMap<>();
        Set<OperationId> goneWhole = new HashSet<>();
        Set<Event.Declared> late = Unseeable.landedAfterRemoval(history);
        for (Event event : history.events()) {
            if (event instanceof Event.Reported reported) {
                operation(reported.report()).ifPresent(report -> {
                    OperationReport before = first.putIfAbsent(report.id(), report);
                    if (before != null) {
                        findings.expect(
                                same(before, report)
                                        || lostToPersons(history, before, report)
                                        || begunAnew(before, goneWhole, late),
                                () -> "was " + text(before) + " and is " + text(report));
                    } else if (there.getOrDefault(report.id(), Set.of()).isEmpty()) {
                        goneWhole.add(report.id());
                    }
                });
            } else if (event instanceof Event.Removed removed) {
                MemberState gone = removed.before();
                gone.stamp()
                        .ifPresent(stamp -> there.getOrDefault(stamp.id(), new HashSet<>())
                                .remove(gone.member().cluster()));
            } else if (event instanceof Event.Declared declared && declared.entered()) {
                there.computeIfAbsent(declared.declaration().stamp().id(), id -> new HashSet<>())
                        .add(declared.declaration().cluster());
                OperationReport before =
                        first.get(declared.declaration().stamp().id());
                findings.expect(
                        before == null
                                || before.status() != OperationReport.Status.COMPLETE
                                || late.contains(declared)
                                || destroyed(history, before),
                        () -> "told a phase after the operation was reported complete: " + declared);
            }
        }
    }

    /** Of what a person has taken a member from, nobody can say any more that it is complete. */
    static boolean destroyed(History history, OperationReport before) {
        return before.status() == OperationReport.Status.COMPLETE
                && !Unseeable.takenByPersons(history).isEmpty();
    }

    /** Whether a complete operation failed later for nothing but what a person has taken from it. */
    private static boolean lostToPersons(History history, OperationReport before, OperationReport after) {
        return destroyed(history, before)
                && after.cause()
                        .filter(cause -> cause.kind() == FailureCause.Kind.MEMBER_LOST)
                        .isPresent();
    }

    /**
     * Whether an operation of which nothing was left to record its failure with, because it had yielded to another or because
     * a person had taken all there was, was begun once more by a creation that landed after all: whoever asks for it again
     * goes on with what that made.
     */
    private static boolean begunAnew(OperationReport before, Set<OperationId> goneWhole, Set<Event.Declared> late) {
        return before.status() == OperationReport.Status.FAILED
                && goneWhole.contains(before.id())
                && late.stream()
                        .anyMatch(landed -> landed.declaration().stamp().id().equals(before.id()));
    }

    private static boolean same(OperationReport before, OperationReport after) {
        boolean complete = before.status() == OperationReport.Status.COMPLETE;
        boolean open = before.leftBehind().stream().anyMatch(left -> left.what().contains("could not be recorded"));
        return complete == (after.status() == OperationReport.Status.COMPLETE) || (open && !complete);
    }

    private static String text(OperationReport report) {
        return report.status() + report.cause().map(cause -> " for " + cause).orElse("");
    }

    static Optional<OperationReport> operation(Object report) {
        if (report instanceof BackupReport backup) {
            return Optional.of(backup.operation());
        }
        return report instanceof RestoreReport restore ? Optional.of(restore.operation()) : Optional.empty();
    }
}
