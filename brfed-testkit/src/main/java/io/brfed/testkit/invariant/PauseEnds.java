package io.brfed.testkit.invariant;

import io.brfed.api.BackupReport;
import io.brfed.api.OperationId;
import io.brfed.api.PauseWindow;
import java.util.HashSet;
import java.util.Set;

/** Reports given while a pause is held have to say so, and at the end none is. */
final class PauseEnds implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        Set<OperationId> held = new HashSet<>();
        Set<OperationId> taken = new HashSet<>();
        for (Event event : history.events()) {
            if (event instanceof Event.PauseTaken pause) {
                held.add(pause.id());
                taken.add(pause.id());
            } else if (event instanceof Event.PauseOver pause) {
                held.remove(pause.id());
            } else if (event instanceof Event.Reported reported && reported.report() instanceof BackupReport report) {
                tellsTheTruth(report, held.contains(report.operation().id()), findings);
                if (taken.contains(report.operation().id())) {
                    findings.expect(report.pause().isPresent(), () -> "a pause was taken and is not in " + report);
                }
            }
        }
        taken.forEach(id -> findings.expect(!held.contains(id), () -> "the pause of " + id + " is held at the end"));
    }

    private static void tellsTheTruth(BackupReport report, boolean held, Findings findings) {
        boolean confirmed = report.pause()
                .filter(pause -> pause.ending() == PauseWindow.Ending.CONFIRMED)
                .isPresent();
        boolean told = report.operation().leftBehind().stream()
                .anyMatch(left -> left.what().contains("pause"));
        findings.expect(!(held && confirmed), () -> "the pause is held although its end is reported: " + report);
        findings.expect(!held || told, () -> "the pause is held and not reported as left behind: " + report);
        findings.expect(!(held && report.complete()), () -> "complete while the pause is held: " + report);
    }
}
