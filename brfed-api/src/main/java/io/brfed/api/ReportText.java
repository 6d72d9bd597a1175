package io.brfed.api;

import java.util.Locale;
import java.util.Optional;

/** The readable form of reports, and their failure as an exception. */
final class ReportText {
    private ReportText() {}

    static String of(BackupReport report) {
        StringBuilder text = new StringBuilder();
        header(text, report.operation());
        report.commitTs()
                .ifPresent(ts -> text.append("  commitTs:    ")
                        .append(ts)
                        .append(" (")
                        .append(ts.physicalTime())
                        .append(")\n"));
        report.size()
                .ifPresent(size -> text.append("  size:        ").append(size).append('\n'));
        report.pause().ifPresent(pause -> pause(text, pause));
        footer(text, report.operation());
        return text.toString();
    }

    static String of(RestoreReport report) {
        StringBuilder text = new StringBuilder();
        header(text, report.operation());
        report.commitTs()
                .ifPresent(ts -> text.append("  restored to: ")
                        .append(ts)
                        .append(" (")
                        .append(ts.physicalTime())
                        .append(")\n"));
        footer(text, report.operation());
        return text.toString();
    }

    static void throwIfFailed(OperationReport operation) {
        Optional<FailureCause> cause = operation.cause();
        if (cause.isEmpty()) {
            return;
        }
        String message = title(operation) + "\n  cause:       " + cause.get() + leftBehind(operation);
        switch (cause.get().kind()) {
            case CANCELLED -> throw new FederationCancelledException(operation.name(), message);
            case TIMED_OUT, UNREACHABLE -> throw new PhaseTimeoutException(operation.name(), cause.get(), message);
            case MEMBER_FAILED, MEMBER_LOST, MEMBER_FOREIGN, MEMBER_REFUSED, PAUSE_LOST, INCONSISTENT, NOT_EXCLUSIVE ->
                throw new MemberFailedException(operation.name(), cause.get(), message);
        }
    }

    private static void header(StringBuilder text, OperationReport operation) {
        text.append(title(operation)).append('\n');
        operation
                .cause()
                .ifPresent(cause -> text.append("  cause:       ").append(cause).append('\n'));
        text.append("  operation:   ").append(operation.id()).append('\n');
        text.append("  took:        ")
                .append(operation.duration())
                .append(" from ")
                .append(operation.startedAt())
                .append('\n');
        text.append("  assurance:   ").append(operation.assurance()).append('\n');
    }

    private static void pause(StringBuilder text, PauseWindow pause) {
        text.append("  pause:       ")
                .append(pause.length())
                .append(" from ")
                .append(pause.start())
                .append(", ")
                .append(pause.ending().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(", over by ")
                .append(pause.latestEnd())
                .append('\n');
    }

    private static void footer(StringBuilder text, OperationReport operation) {
        for (MemberReport member : operation.members()) {
            text.append("  member:      ").append(member);
            member.location().ifPresent(location -> text.append(" at ").append(location));
            text.append('\n');
        }
        operation
                .notices()
                .forEach(notice -> text.append("  notice:      ").append(notice).append('\n'));
        text.append("  left behind: ")
                .append(operation.leftBehind().isEmpty() ? "nothing" : "")
                .append(String.join(
                        "\n               ",
                        operation.leftBehind().stream()
                                .map(LeftBehind::toString)
                                .toList()));
    }

    private static String title(OperationReport operation) {
        return operation.kind().name().toLowerCase(Locale.ROOT) + " '" + operation.name() + "' "
                + operation.status().name().toLowerCase(Locale.ROOT);
    }

    private static String leftBehind(OperationReport operation) {
        return "\n  left behind: "
                + (operation.leftBehind().isEmpty()
                        ? "nothing"
                        : String.join(
                                "; ",
                                operation.leftBehind().stream()
                                        .map(LeftBehind::toString)
                                        .toList()));
    }
}
