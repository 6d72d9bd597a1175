package io.brfed.testkit.invariant;

import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.Phase;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Data is restored by one member, after all are ready, to the smallest timestamp, and nothing starts before. */
final class RestoreOrder implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        Knowledge known = new Knowledge();
        Map<OperationId, Set<Member>> data = new HashMap<>();
        Map<OperationId, Map<Member, Tso>> timestamps = new HashMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Fact fact) {
                known.happened(fact);
                remember(fact.state(), timestamps);
            } else if (event instanceof Event.Declared declared && declared.entered()) {
                Stamp stamp = declared.declaration().stamp();
                if (declared.declaration().phase() == Phase.RESTORE_DATA) {
                    Set<Member> members = data.computeIfAbsent(stamp.id(), id -> new HashSet<>());
                    members.add(declared.declaration().member());
                    findings.expect(members.size() == 1, () -> "data restored by several members: " + members);
                    begins(declared, known, timestamps.getOrDefault(stamp.id(), Map.of()), findings);
                } else if (declared.declaration().phase() == Phase.RESTORE_FINISH) {
                    findings.expect(
                            known.knowsOfSome(null, stamp, Condition.DATA_RESTORED),
                            () -> "started before the data was consistent: " + declared);
                }
            } else if (event instanceof Event.Reported reported
                    && reported.report() instanceof RestoreReport report
                    && report.complete()) {
                report.members()
                        .forEach(member -> findings.expect(
                                known.knows(null, report.operation().id(), member.cluster(), Condition.COMPLETE),
                                () -> "complete although " + member.cluster() + " is not"));
            }
        }
    }

    private static void remember(MemberState state, Map<OperationId, Map<Member, Tso>> timestamps) {
        state.stamp()
                .ifPresent(stamp -> state.commitTs()
                        .ifPresent(at -> timestamps
                                .computeIfAbsent(stamp.id(), id -> new HashMap<>())
                                .put(state.member(), at)));
    }

    private static void begins(
            Event.Declared declared, Knowledge known, Map<Member, Tso> timestamps, Findings findings) {
        Stamp stamp = declared.declaration().stamp();
        findings.expect(
                known.knowsOfAll(null, stamp, Condition.TIKV_READY),
                () -> "data restored before every TiKV was ready: " + declared);
        Tso own = timestamps.get(declared.declaration().member());
        findings.expect(
                own != null && timestamps.values().stream().noneMatch(other -> other.compareTo(own) < 0),
                () -> "data restored by a member that has not the smallest of " + timestamps + ": " + declared);
    }
}
