package io.brfed.examples;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time as people read them. */
final class Spans {
    private static final Duration IN_SECONDS_UNTIL = Duration.ofMinutes(2);
    private static final Duration IN_MINUTES_UNTIL = Duration.ofHours(2);
    private static final double NANOS = 1e9;

    private Spans() {}

    /** For example {@code 0.43 s}, {@code 12 min 05 s} or {@code 3 h 20 min}. */
    static String text(Duration span) {
        if (span.compareTo(IN_SECONDS_UNTIL) < 0) {
            return String.format(Locale.ROOT, "%.2f s", seconds(span));
        }
        if (span.compareTo(IN_MINUTES_UNTIL) < 0) {
            return String.format(Locale.ROOT, "%d min %02d s", span.toMinutes(), span.toSecondsPart());
        }
        return String.format(Locale.ROOT, "%d h %02d min", span.toHours(), span.toMinutesPart());
    }

    static double seconds(Duration span) {
        return span.toNanos() / NANOS;
    }
}
