package io.brfed.testkit.kubernetes;

import java.time.Duration;

/** Durations as Go writes them, rounded to seconds: {@code 45s}, {@code 4m5s}, {@code 1h2m3s}. */
final class GoDuration {

    private GoDuration() {}

    static String text(Duration duration) {
        Duration rounded = Duration.ofSeconds(duration.plusMillis(500).toSeconds());
        String seconds = rounded.toSecondsPart() + "s";
        if (rounded.toMinutes() == 0) {
            return seconds;
        }
        String minutes = rounded.toMinutesPart() + "m" + seconds;
        return rounded.toHours() == 0 ? minutes : rounded.toHours() + "h" + minutes;
    }
}
