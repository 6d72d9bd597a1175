package io.brfed.k8s.internal.job;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What BR wrote last. Immutable.
 *
 * @param text as it was read; never shown as it is
 */
record BrLog(String text) {
    private static final String SUCCESS = "EBS restore success";
    private static final Pattern RESOLVED = Pattern.compile("\\[\"?resolved_ts\"?=\"?(\\d+)\"?]");
    private static final Pattern PROGRESS = Pattern.compile("\\[progress=\"?(\\d{1,3}(?:\\.\\d+)?)%\"?]");
    private static final double WHOLE = 100;

    /** How far it is, of 1. */
    OptionalDouble progress() {
        Matcher found = PROGRESS.matcher(text);
        OptionalDouble last = OptionalDouble.empty();
        while (found.find()) {
            last = OptionalDouble.of(Math.min(1, Double.parseDouble(found.group(1)) / WHOLE));
        }
        return last;
    }

    /** Whether the line is there that BR ends with. */
    boolean tellsSuccess() {
        return text.contains(SUCCESS);
    }

    /** The timestamp in that line, as it stands there; empty if there is none. */
    String resolved() {
        for (String line : text.lines().toList()) {
            Matcher found = RESOLVED.matcher(line);
            if (line.contains(SUCCESS) && found.find()) {
                return found.group(1);
            }
        }
        return "";
    }

    /** The end of it, for messages. */
    String tail() {
        List<String> lines = MaskedText.lastLines(text);
        return lines.isEmpty()
                ? "; what BR wrote could not be read"
                : "; BR wrote last:\n    " + String.join("\n    ", lines);
    }
}
