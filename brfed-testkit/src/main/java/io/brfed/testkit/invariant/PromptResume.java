package io.brfed.testkit.invariant;

import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Stamp;
import io.brfed.testkit.FaultKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** With nothing in the way of calls and processes, the initializer is asked to resume at once. */
final class PromptResume implements Invariant.Check {
    /** Some calls of the slowest kind that seeds make. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final Set<Condition> FAILURES =
            Set.of(Condition.VOLUMES_FAILED, Condition.FAILED, Condition.INVALID);

    private static final class Pause {
        final Map<String, Boolean> created = new TreeMap<>();
        Duration due = Duration.ZERO;
        boolean held;
    }

    @Override
    public void look(History history, Findings findings) {
        Map<OperationId, Pause> pauses = new HashMap<>();
        for (Event event : history.events()) {
            pauses.forEach((id, pause) -> overdue(event, id, pause, findings));
            if (event instanceof Event.Happened happened && disturbs(happened.kind())) {
                return;
            }
            if (event instanceof Event.PauseTaken taken) {
                pauses.computeIfAbsent(taken.id(), id -> new Pause()).held = true;
            } else if (event instanceof Event.PauseOver over) {
                pauses.remove(over.id());
            } else if (event instanceof Event.Fact fact) {
                fact.state()
                        .stamp()
                        .filter(stamp -> stamp.kind() == OperationKind.BACKUP)
                        .ifPresent(stamp -> noted(fact, stamp, pauses));
            } else if (event instanceof Event.Declared declared && asksToResume(declared)) {
                // Whoever failed or was cancelled is asked before its own snapshots are created, and not once more
                // after it.
                if (pauses.remove(declared.declaration().stamp().id()) != null) {
                    findings.expect(true, () -> "");
                }
            }
        }
    }

    private static boolean asksToResume(Event.Declared declared) {
        Stamp stamp = declared.declaration().stamp();
        return declared.declaration().cluster().equals(stamp.initializer())
                && (declared.declaration().phase() == Phase.RESUME
                        || declared.declaration().phase() == Phase.TEARDOWN);
    }

    private static void overdue(Event event, OperationId id, Pause pause, Findings findings) {
        if (pause.held && !pause.due.isZero() && event.at().compareTo(pause.due) > 0) {
            findings.expect(
                    false, () -> "resume of " + id + " was not asked for by " + pause.due + ", then came " + event);
            pause.due = Duration.ZERO;
            pause.held = false;
        }
    }

    private static void noted(Event.Fact fact, Stamp stamp, Map<OperationId, Pause> pauses) {
        Pause pause = pauses.get(stamp.id());
        if (pause == null || !pause.held || !pause.due.isZero()) {
            return;
        }
        if (fact.condition() == Condition.SNAPSHOTS_CREATED) {
            pause.created.put(fact.state().member().cluster().value(), true);
        }
        if (FAILURES.contains(fact.condition())
                || pause.created.size() == stamp.members().size()) {
            pause.due = fact.at().plus(AT_ONCE);
        }
    }

    private static boolean disturbs(FaultKind kind) {
        return kind.where() != FaultKind.Where.MEMBER && kind != FaultKind.RIVAL;
    }
}
