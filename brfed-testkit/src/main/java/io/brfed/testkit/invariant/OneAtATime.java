package io.brfed.testkit.invariant;

import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.Phase;
import io.brfed.plane.Member;
import io.brfed.plane.Stamp;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Never do two operations get anywhere on one TiDB cluster at the same time. Where no lock can be taken both may begin, each
 * with one member, before one of them yields.
 */
final class OneAtATime implements Invariant.Check {
    private static final Set<Phase> BEGINNINGS = EnumSet.of(Phase.INITIALIZE, Phase.RESTORE_VOLUME);
    /** What a failed operation asks of its members. */
    private static final Set<Phase> ENDINGS = EnumSet.of(Phase.RESUME, Phase.TEARDOWN);

    private static final Set<Condition> ENDS = EnumSet.of(Condition.COMPLETE, Condition.FAILED, Condition.INVALID);

    /** The operations that hold a pause, those at work, and the members of each that have not ended. */
    private static final class Ground {
        final Set<OperationId> pauses = new LinkedHashSet<>();
        final Set<OperationId> working = new HashSet<>();
        final Map<OperationId, Set<Member>> unfinished = new HashMap<>();

        Set<Member> unfinished(OperationId id) {
            return unfinished.computeIfAbsent(id, key -> new HashSet<>());
        }

        boolean another(OperationId id) {
            for (OperationId other : working) {
                if (!other.equals(id) && !unfinished(other).isEmpty()) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public void look(History history, Findings findings) {
        Ground ground = new Ground();
        for (Event event : history.events()) {
            if (event instanceof Event.PauseTaken taken) {
                ground.pauses.add(taken.id());
            } else if (event instanceof Event.PauseOver over) {
                ground.pauses.remove(over.id());
            } else if (event instanceof Event.Captured captured) {
                OperationId id = captured.set().id();
                findings.expect(
                        ground.pauses.stream().noneMatch(other -> !other.equals(id) && ground.working.contains(other)),
                        () -> "snapshots of " + id + " while pauses of " + ground.pauses + " are held");
            } else if (event instanceof Event.Declared declared && declared.entered()) {
                entered(declared, ground, findings);
            } else if (event instanceof Event.Fact fact && ENDS.contains(fact.condition())) {
                fact.state()
                        .stamp()
                        .ifPresent(stamp -> ground.unfinished(stamp.id())
                                .remove(fact.state().member()));
            } else if (event instanceof Event.Removed gone) {
                gone.before()
                        .stamp()
                        .ifPresent(stamp -> ground.unfinished(stamp.id())
                                .remove(gone.before().member()));
            }
        }
    }

    private static void entered(Event.Declared declared, Ground ground, Findings findings) {
        Stamp stamp = declared.declaration().stamp();
        Phase phase = declared.declaration().phase();
        if (declared.created()) {
            ground.unfinished(stamp.id()).add(declared.declaration().member());
        }
        boolean works =
                BEGINNINGS.contains(phase) ? ground.unfinished(stamp.id()).size() > 1 : !ENDINGS.contains(phase);
        if (works && !stamp.failed()) {
            ground.working.add(stamp.id());
            findings.expect(
                    !ground.another(stamp.id()),
                    () -> phase + " of " + stamp.name() + " while another of " + ground.working + " is at work");
        }
    }
}
