package io.brfed.k8s.internal.job;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Takes what may be secret out of what a program wrote, and what is too long. */
final class MaskedText {
    private static final int MAX_LINES = 20;
    private static final int MAX_LINE = 400;
    private static final String MASK = "***";

    /**
     * The end of a name that tells of a secret, and what follows it as its value, in JSON, in a log's brackets, or in an option.
     * Nothing in it repeats without a limit before the part that is looked for, so that a long line is read once.
     */
    private static final Pattern NAMED = Pattern.compile(
            "(?i)((?:secret|passw(?:or)?d|token|credential|signature|access[-_]?key|api[-_]?key|private[-_]?key)"
                    + "[\\w.-]{0,64}+\\\\?[\"']?\\s{0,8}+[=:]\\s*)(?:\\\\?\"[^\"]*\"?|'[^']*'?|[^\\s\"',;&\\]}]+)");

    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9+/=._~-]{8,}");
    private static final Pattern KEY_ID = Pattern.compile("\\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\\b");
    private static final Pattern IN_URL = Pattern.compile("(?i)([a-z][a-z0-9+.-]{0,20}://)[^/@\\s:]+:[^/@\\s]+@");
    private static final Pattern KEY_BLOCK = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", Pattern.DOTALL);

    private MaskedText() {}

    /** The last lines, each shortened, without what may be secret. */
    static List<String> lastLines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : of(text).lines().toList()) {
            if (!line.isBlank()) {
                lines.add(line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…");
            }
        }
        return List.copyOf(lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
    }

    /** The text without what may be secret. */
    static String of(String text) {
        String masked = KEY_BLOCK.matcher(text).replaceAll(MASK);
        masked = IN_URL.matcher(masked).replaceAll("$1" + MASK + "@");
        masked = BEARER.matcher(masked).replaceAll("$1 " + MASK);
        masked = NAMED.matcher(masked).replaceAll("$1" + MASK);
        return KEY_ID.matcher(masked).replaceAll(MASK);
    }
}
