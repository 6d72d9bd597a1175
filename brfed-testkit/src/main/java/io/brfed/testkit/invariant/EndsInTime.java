package io.brfed.testkit.invariant;

import io.brfed.api.OperationId;
import io.brfed.api.OperationReport;
import io.brfed.plane.Stamp;
import io.brfed.testkit.DriverProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whoever drives an operation ends it within its limit for the whole, counted from the start in its stamp by the wall clock as
 * it was when the driver began, and the time to wind down; for those who come later, or were stopped, from when they came or
 * went on.
 */
final class EndsInTime implements Invariant.Check {
    /** A look, an exclusion check and the last calls, each as long as it may take. */
    private static final Duration SLACK = Duration.ofMinutes(3);
    /** No look at the members takes longer until its first answer. */
    private static final Duration FIRST_ANSWER = Duration.ofMinutes(1);

    private record Who(DriverProcess who, OperationId id) {}

    private record Start(Duration at, Stamp stamp, Duration limit) {}

    @Override
    public void look(History history, Findings findings) {
        Map<DriverProcess, Duration> came = new HashMap<>();
        Map<DriverProcess, Duration> thawed = new HashMap<>();
        Map<Who, Start> starts = new HashMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Learned learned) {
                came.putIfAbsent(learned.by(), learned.at());
            } else if (event instanceof Event.Thawed on) {
                thawed.put(on.by(), on.at());
            } else if (event instanceof Event.Sent sent) {
                Stamp stamp = sent.declaration().stamp();
                Duration began = came.getOrDefault(sent.by(), sent.at());
                starts.computeIfAbsent(new Who(sent.by(), stamp.id()), who -> start(history, sent, began));
            } else if (event instanceof Event.Reported reported) {
                Optional<OperationReport> report = TerminalIsFinal.operation(reported.report());
                report.map(OperationReport::id).ifPresent(id -> {
                    Start start = starts.get(new Who(reported.by(), id));
                    if (start != null) {
                        Duration since = later(start.at(), thawed.getOrDefault(reported.by(), Duration.ZERO));
                        findings.expect(
                                reported.at().compareTo(bound(start, since)) <= 0,
                                () -> "ended at " + reported.at() + ", with a limit at " + start.limit()
                                        + ", driven since " + since);
                    }
                });
            }
        }
    }

    private static Start start(History history, Event.Sent first, Duration came) {
        Stamp stamp = first.declaration().stamp();
        Instant limit = stamp.startedAt().plus(stamp.deadlines().completion());
        return new Start(first.at(), stamp, history.clock().latest(limit, came.minus(FIRST_ANSWER), first.at()));
    }

    private static Duration bound(Start start, Duration since) {
        return later(start.limit(), since)
                .plus(start.stamp().deadlines().settle())
                .plus(SLACK);
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
