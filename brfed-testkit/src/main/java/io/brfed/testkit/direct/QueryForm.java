package io.brfed.testkit.direct;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The parameters of a request in EC2's query protocol. */
final class QueryForm {
    private static final int MOST = 1_000;

    private final Map<String, String> values = new LinkedHashMap<>();

    private QueryForm() {}

    static QueryForm parse(String text) {
        QueryForm form = new QueryForm();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.values.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String get(String name) {
        return Objects.requireNonNullElse(values.get(name), "");
    }

    boolean is(String name) {
        return get(name).equals("true");
    }

    /** The values of {@code name.1}, {@code name.2} and so on. */
    List<String> list(String name) {
        return IntStream.rangeClosed(1, MOST)
                .mapToObj(i -> name + "." + i)
                .takeWhile(values::containsKey)
                .map(this::get)
                .toList();
    }

    /** The filters by their names. */
    Map<String, List<String>> filters() {
        Map<String, List<String>> filters = new LinkedHashMap<>();
        for (int i = 1; has("Filter." + i + ".Name"); i++) {
            filters.put(get("Filter." + i + ".Name"), list("Filter." + i + ".Value"));
        }
        return filters;
    }

    /** The tags for snapshots. */
    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        String prefix = "TagSpecification.1.Tag.";
        for (int i = 1; has(prefix + i + ".Key"); i++) {
            tags.put(get(prefix + i + ".Key"), get(prefix + i + ".Value"));
        }
        return tags;
    }
}
