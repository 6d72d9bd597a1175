package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A label selector in the syntax of query strings: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k}. */
final class LabelSelector {

    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)");
    private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*([^=!\\s]+)");

    private LabelSelector() {}

    /** Parses a selector into a test of an object; an empty selector matches everything. */
    static Predicate<JsonNode> parse(String selector) {
        Predicate<JsonNode> all = object -> true;
        for (String requirement : split(selector)) {
            Predicate<JsonNode> onLabels = parseOne(requirement);
            all = all.and(object -> onLabels.test(object.path("metadata").path("labels")));
        }
        return all;
    }

    private static Predicate<JsonNode> parseOne(String requirement) {
        Matcher set = SET.matcher(requirement);
        if (set.matches()) {
            String key = set.group(1);
            Set<String> values = Set.copyOf(List.of(set.group(3).trim().split("\\s*,\\s*", -1)));
            boolean in = set.group(2).equals("in");
            return labels -> in == (labels.has(key) && values.contains(Json.text(labels, key)));
        }
        Matcher equality = EQUALITY.matcher(requirement);
        if (equality.matches()) {
            String key = equality.group(1);
            String value = equality.group(3);
            boolean equal = !equality.group(2).equals("!=");
            return labels -> equal == (labels.has(key) && Json.text(labels, key).equals(value));
        }
        Matcher existence = EXISTENCE.matcher(requirement);
        if (existence.matches()) {
            boolean exists = existence.group(1).isEmpty();
            String key = existence.group(2);
            return labels -> exists == labels.has(key);
        }
        throw ApiRefusalException.badRequest("unable to parse requirement: '" + requirement + "'");
    }

    /** Splits at commas that are not inside parentheses. */
    private static List<String> split(String selector) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= selector.length(); i++) {
            char c = i == selector.length() ? ',' : selector.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && (depth == 0 || i == selector.length())) {
                String part = selector.substring(start, i).trim();
                start = i + 1;
                if (!part.isEmpty()) {
                    parts.add(part);
                }
            }
        }
        return parts;
    }
}
