package io.brfed.examples;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationReport;
import io.brfed.api.PauseWindow;
import io.brfed.api.PhaseTiming;
import io.brfed.api.RestoreReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A report drawn as text: one bar for each member and phase, and for a backup the pause above them. Only ASCII, so that it
 * is readable in every terminal. Immutable, safe for use by several threads.
 *
 * <pre>{@code
 * System.out.println(Timeline.of(report));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Timeline {
    private static final int DEFAULT_COLUMNS = 60;
    private static final int FEWEST_COLUMNS = 10;
    private static final int MOST_COLUMNS = 200;
    private static final char WORK = '=';
    private static final char WORK_IN_PAUSE = '#';
    private static final char GOES_ON = '>';
    private static final String PAUSE = "pause";

    private final OperationReport operation;
    private final Optional<PauseWindow> pause;
    private final int columns;

    private Timeline(OperationReport operation, Optional<PauseWindow> pause, int columns) {
        this.operation = operation;
        this.pause = pause;
        this.columns = columns;
    }

    /** The timeline of a backup. */
    public static Timeline of(BackupReport report) {
        return new Timeline(report.operation(), report.pause(), DEFAULT_COLUMNS);
    }

    /** The timeline of a restore. */
    public static Timeline of(RestoreReport report) {
        return new Timeline(report.operation(), Optional.empty(), DEFAULT_COLUMNS);
    }

    /**
     * A timeline of another width.
     *
     * @param wanted columns for the whole time, 10 to 200. Default: 60
     */
    public Timeline columns(int wanted) {
        if (wanted < FEWEST_COLUMNS || wanted > MOST_COLUMNS) {
            throw new IllegalArgumentException(
                    "columns must be " + FEWEST_COLUMNS + " to " + MOST_COLUMNS + ", is " + wanted);
        }
        return new Timeline(operation, pause, wanted);
    }

    /** The drawing, several lines without a line break at the end. */
    @Override
    public String toString() {
        if (operation.phases().isEmpty()) {
            return title() + "\n  no member was told any phase";
        }
        StringBuilder text = new StringBuilder(title());
        pause.ifPresent(window -> text.append(row(PAUSE, pauseBar(window), pauseLength(window))));
        for (MemberReport member : operation.members()) {
            of(member.cluster()).forEach(timing -> text.append(row(label(timing), bar(timing), length(timing))));
        }
        return text.append('\n').append(legend()).toString();
    }

    private String title() {
        Duration column = operation.duration().dividedBy(columns);
        return String.format(
                Locale.ROOT,
                "timeline of %s '%s': %s, one column is %.3f s",
                operation.kind().name().toLowerCase(Locale.ROOT),
                operation.name(),
                Spans.text(operation.duration()),
                Spans.seconds(column));
    }

    private String legend() {
        String legend = "  " + WORK + " at work   " + GOES_ON + " not ended";
        return pause.isPresent() ? legend + "   " + WORK_IN_PAUSE + " at work in the pause" : legend;
    }

    private List<PhaseTiming> of(ClusterName member) {
        return operation.phases().stream()
                .filter(timing -> timing.member().equals(member))
                .sorted(Comparator.comparing(PhaseTiming::start).thenComparing(PhaseTiming::phase))
                .toList();
    }

    private String row(String label, String bar, String length) {
        String format = "%n  %-" + labelWidth() + "s |%-" + columns + "s| %s";
        return String.format(Locale.ROOT, format.replace("%n", "\n"), label, bar, length);
    }

    private int labelWidth() {
        return operation.phases().stream()
                .mapToInt(timing -> label(timing).length())
                .max()
                .orElse(PAUSE.length());
    }

    private static String label(PhaseTiming timing) {
        return timing.member() + " "
                + timing.phase().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String length(PhaseTiming timing) {
        return timing.duration().map(Spans::text).orElse("not ended");
    }

    private static String pauseLength(PauseWindow window) {
        return window.ending() == PauseWindow.Ending.CONFIRMED
                ? Spans.text(window.length())
                : "left to end by itself by " + window.latestEnd();
    }

    private String bar(PhaseTiming timing) {
        int from = column(timing.start());
        int to = timing.end().map(this::column).orElse(columns - 1);
        StringBuilder bar = new StringBuilder(" ".repeat(from));
        for (int at = from; at <= Math.max(from, to); at++) {
            bar.append(paused(at) ? WORK_IN_PAUSE : WORK);
        }
        if (timing.end().isEmpty()) {
            bar.setCharAt(bar.length() - 1, GOES_ON);
        }
        return bar.toString();
    }

    private String pauseBar(PauseWindow window) {
        int from = column(window.start());
        int to = column(window.end().orElse(window.latestEnd()));
        StringBuilder bar = new StringBuilder(" ".repeat(from));
        for (int at = from; at <= to; at++) {
            bar.append(at == from ? '[' : at == to ? ']' : '-');
        }
        boolean beyond = window.end().orElse(window.latestEnd()).isAfter(operation.endedAt());
        if (beyond) {
            bar.setCharAt(bar.length() - 1, GOES_ON);
        }
        return bar.toString();
    }

    private boolean paused(int column) {
        return pause.filter(window -> column >= column(window.start()))
                .filter(window -> column <= column(window.end().orElse(window.latestEnd())))
                .isPresent();
    }

    /** The column that a moment falls into, 0 to {@code columns - 1}; what lies outside is drawn at the edge. */
    private int column(Instant moment) {
        long whole = Math.max(1, operation.duration().toNanos());
        long passed = Duration.between(operation.startedAt(), moment).toNanos();
        return (int) Math.max(0, Math.min(columns - 1L, passed * columns / whole));
    }
}
