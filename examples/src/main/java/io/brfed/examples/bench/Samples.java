package io.brfed.examples.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measured times. Not thread-safe. */
final class Samples {
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private final List<Duration> sorted = new ArrayList<>();

    void add(Duration sample) {
        if (sample.isNegative()) {
            throw new IllegalStateException(
                    "an effect came " + sample.negated() + " before its cause; do not trust this");
        }
        int at = Collections.binarySearch(sorted, sample);
        sorted.add(at < 0 ? -at - 1 : at, sample);
    }

    void addAll(List<Duration> samples) {
        samples.forEach(this::add);
    }

    int size() {
        return sorted.size();
    }

    /**
     * The smallest sample that at least so many of a hundred do not exceed.
     *
     * @param percent above 0, up to 100
     */
    Duration percentile(int percent) {
        if (sorted.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    /** In milliseconds, with two digits after the point. */
    static String milliseconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toNanos() / NANOS_PER_MILLISECOND);
    }
}
