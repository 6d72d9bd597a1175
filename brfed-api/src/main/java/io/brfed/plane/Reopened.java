package io.brfed.plane;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How often an operation that had failed was told to go on, and what it had failed by. Immutable.
 *
 * @param times how often; 0 for an operation that never was
 * @param failures what it had failed by before it went on, in words, oldest first; of more than {@value #MOST} the last ones
 * @since 0.1.0
 */
public record Reopened(int times, List<String> failures) {
    /** So many failures are kept in words. */
    public static final int MOST = 8;

    /** An operation that was never told to go on after a failure. */
    public static final Reopened NEVER = new Reopened(0, List.of());

    private static final int LONGEST = 1000;

    /**
     * Copies the list, shortens its texts to 1,000 characters in one line each, and keeps the last {@value #MOST}.
     *
     * @throws IllegalArgumentException if it went on less often than it failed
     */
    public Reopened {
        Objects.requireNonNull(failures, "failures");
        if (times < failures.size()) {
            throw new IllegalArgumentException(
                    "times is " + times + "; it must not be less than the " + failures.size() + " failures");
        }
        failures = failures.stream()
                .skip(Math.max(0, failures.size() - MOST))
                .map(Reopened::line)
                .toList();
    }

    private static String line(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** Once more. */
    Reopened after(String failure) {
        List<String> all = new ArrayList<>(failures);
        all.add(failure);
        return new Reopened(times + 1, all);
    }
}
