package io.brfed.testkit.invariant;

import io.brfed.api.Deadlines;
import io.brfed.api.OperationId;
import io.brfed.api.OperationReport;
import io.brfed.plane.Stamp;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FaultKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whoever drives an operation ends it within its limit for the whole and the time to wind down, counted from the first
 * write or, for those who come later, from theirs.
 */
final class EndsInTime implements Invariant.Check {
    /** A look, an exclusion check and the last calls, each as long as it may take. */
    private static final Duration SLACK = Duration.ofMinutes(3);

    private record Who(DriverProcess who, OperationId id) {}

    private record Start(Duration at, Deadlines deadlines) {}

    @Override
    public void look(History history, Findings findings) {
        Map<OperationId, Duration> began = new HashMap<>();
        Map<Who, Start> starts = new HashMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Sent sent) {
                Stamp stamp = sent.declaration().stamp();
                began.putIfAbsent(stamp.id(), sent.at());
                starts.putIfAbsent(new Who(sent.by(), stamp.id()), new Start(sent.at(), stamp.deadlines()));
            } else if (event instanceof Event.Reported reported) {
                Optional<OperationReport> report = TerminalIsFinal.operation(reported.report());
                report.map(OperationReport::id).ifPresent(id -> {
                    Start start = starts.get(new Who(reported.by(), id));
                    if (start != null && disturbedClocks(history) == 0) {
                        findings.expect(
                                reported.at().compareTo(bound(began.getOrDefault(id, start.at()), start)) <= 0,
                                () -> "ended at " + reported.at() + ", begun at " + began.get(id) + ", driven since "
                                        + start.at());
                    }
                });
            }
        }
    }

    private static Duration bound(Duration began, Start start) {
        Duration limit = began.plus(start.deadlines().completion());
        Duration from = limit.compareTo(start.at()) > 0 ? limit : start.at();
        return from.plus(start.deadlines().settle()).plus(SLACK);
    }

    private static int disturbedClocks(History history) {
        return history.faults().getOrDefault(FaultKind.CLOCK_JUMP, 0)
                + history.faults().getOrDefault(FaultKind.PROCESS_PAUSE, 0);
    }
}
