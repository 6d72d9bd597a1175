package io.brfed.testkit.invariant;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.LeftBehind;
import io.brfed.api.MemberOutcome;
import io.brfed.api.OperationReport;
import io.brfed.api.ProviderException;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.PlaneCall;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whoever reports has heard of a member since a write to it had an unknown outcome, or names it. */
final class UnknownIsFollowed implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        Map<DriverProcess, Set<ClusterName>> unsure = new HashMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.CallFailed failed
                    && failed.fault() == ProviderException.Fault.OUTCOME_UNKNOWN
                    && failed.call() == PlaneCall.DECLARE) {
                unsure.computeIfAbsent(failed.by(), by -> new HashSet<>()).add(failed.cluster());
            } else if (event instanceof Event.Learned learned) {
                Set<ClusterName> open = unsure.get(learned.by());
                if (open != null) {
                    open.remove(learned.state().member().cluster());
                }
            } else if (event instanceof Event.Reported reported && unsure.containsKey(reported.by())) {
                Set<ClusterName> open = unsure.getOrDefault(reported.by(), Set.of());
                if (reported.report() instanceof BackupReport report) {
                    check(report.operation(), open, findings);
                } else if (reported.report() instanceof RestoreReport report) {
                    check(report.operation(), open, findings);
                }
            }
        }
    }

    private static void check(OperationReport report, Set<ClusterName> open, Findings findings) {
        findings.expect(true, () -> "");
        for (ClusterName cluster : open) {
            boolean named = report.leftBehind().stream()
                    .map(LeftBehind::member)
                    .anyMatch(member -> member.filter(cluster::equals).isPresent());
            boolean unreachable = report.members().stream()
                    .anyMatch(member ->
                            member.cluster().equals(cluster) && member.outcome() instanceof MemberOutcome.Unreachable);
            findings.expect(
                    named || unreachable,
                    () -> "a write to " + cluster + " had no known outcome and is not named by " + report.name());
        }
    }
}
