package io.brfed.testkit.assertj;

import io.brfed.api.ClusterName;
import io.brfed.api.FailureCause;
import io.brfed.api.MemberOutcome;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is wrong with a report, in words; empty if nothing is. */
final class ReportFault {
    private ReportFault() {}

    static Optional<String> unless(OperationReport report, OperationReport.Status expected) {
        return report.status() == expected
                ? Optional.empty()
                : Optional.of(title(report) + " should be " + word(expected) + " but is " + word(report.status()));
    }

    static Optional<String> unlessFailedOn(OperationReport report, String cluster) {
        Optional<MemberReport> member = report.members().stream()
                .filter(each -> each.cluster().equals(new ClusterName(cluster)))
                .findFirst();
        if (member.isEmpty()) {
            return Optional.of(title(report) + " should have failed on '" + cluster + "', which is not a member");
        }
        MemberOutcome outcome = member.get().outcome();
        return outcome instanceof MemberOutcome.Failed
                ? Optional.empty()
                : Optional.of(title(report) + " should have failed on '" + cluster + "', where it ended as " + outcome);
    }

    static Optional<String> unlessCausedBy(OperationReport report, FailureCause.Kind kind) {
        return report.cause().filter(cause -> cause.kind() == kind).isPresent()
                ? Optional.empty()
                : Optional.of(title(report) + " should have failed with " + kind + " but has " + cause(report));
    }

    static Optional<String> unlessReason(OperationReport report, String reason) {
        return report.cause().filter(cause -> cause.reason().equals(reason)).isPresent()
                ? Optional.empty()
                : Optional.of(
                        title(report) + " should have failed for reason '" + reason + "' but has " + cause(report));
    }

    static Optional<String> unlessNothingLeft(OperationReport report) {
        return report.leftBehind().isEmpty()
                ? Optional.empty()
                : Optional.of(title(report) + " should have left nothing behind but left " + report.leftBehind());
    }

    static Optional<String> unlessMembers(OperationReport report, String... clusters) {
        List<String> found = report.members().stream()
                .map(member -> member.cluster().value())
                .toList();
        return found.equals(List.of(clusters))
                ? Optional.empty()
                : Optional.of(title(report) + " should have the members " + List.of(clusters) + " but has " + found);
    }

    static String title(OperationReport report) {
        return report.kind().name().toLowerCase(Locale.ROOT) + " '" + report.name() + "'";
    }

    private static String cause(OperationReport report) {
        return report.cause()
                .map(cause -> "cause " + cause.kind() + " (" + cause + ")")
                .orElse("no cause");
    }

    private static String word(OperationReport.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
