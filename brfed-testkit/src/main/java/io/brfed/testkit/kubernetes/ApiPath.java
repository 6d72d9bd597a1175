package io.brfed.testkit.kubernetes;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a resource path.
 *
 * @param group API group, empty for the core group
 * @param version API version
 * @param namespace namespace, empty if the path has none
 * @param resource plural
 * @param name object, empty for a collection
 * @param subresource empty for the object itself
 */
record ApiPath(String group, String version, String namespace, String resource, String name, String subresource) {

    private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

    /** Parses the raw path; empty if it is not one of a resource. */
    static Optional<ApiPath> parse(String rawPath) {
        List<String> parts = new ArrayList<>(Arrays.stream(rawPath.split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList());
        String root = parts.isEmpty() ? "" : parts.remove(0);
        if (root.equals("api") && parts.size() >= 2) {
            return Optional.of(rest("", parts.get(0), parts.subList(1, parts.size())));
        }
        if (root.equals("apis") && parts.size() >= 3) {
            return Optional.of(rest(parts.get(0), parts.get(1), parts.subList(2, parts.size())));
        }
        return Optional.empty();
    }

    private static ApiPath rest(String group, String version, List<String> parts) {
        boolean inNamespace = parts.size() >= 3
                && parts.get(0).equals("namespaces")
                && !(parts.size() == 3 && OF_NAMESPACES.contains(parts.get(2)));
        String namespace = inNamespace ? parts.get(1) : "";
        List<String> rest = inNamespace ? parts.subList(2, parts.size()) : parts;
        String subresource = rest.size() < 3 ? "" : String.join("/", rest.subList(2, rest.size()));
        return new ApiPath(group, version, namespace, rest.get(0), rest.size() < 2 ? "" : rest.get(1), subresource);
    }
}
