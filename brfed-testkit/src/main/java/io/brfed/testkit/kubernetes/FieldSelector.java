package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A field selector: {@code metadata.name=a,status.phase!=Running}; only the fields that a kind really indexes. */
final class FieldSelector {

    private static final Pattern REQUIREMENT = Pattern.compile("([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)");
    private static final Set<String> OF_EVERY_KIND = Set.of("metadata.name", "metadata.namespace");
    private static final Map<String, Set<String>> OF_KIND = Map.of(
            "pods",
            Set.of(
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "spec.hostNetwork",
                    "status.phase",
                    "status.podIP",
                    "status.nominatedNodeName"),
            "namespaces",
            Set.of("status.phase"),
            "nodes",
            Set.of("spec.unschedulable"),
            "jobs",
            Set.of("status.successful"),
            "secrets",
            Set.of("type"),
            "events",
            Set.of(
                    "involvedObject.kind",
                    "involvedObject.namespace",
                    "involvedObject.name",
                    "involvedObject.uid",
                    "involvedObject.apiVersion",
                    "involvedObject.resourceVersion",
                    "involvedObject.fieldPath",
                    "reason",
                    "reportingComponent",
                    "source",
                    "type"));

    private FieldSelector() {}

    /** Parses a selector into a test of an object; a field that the kind does not index is a bad request. */
    static Predicate<JsonNode> parse(ResourceKind kind, String selector) {
        Predicate<JsonNode> all = object -> true;
        for (String requirement : selector.split(",", -1)) {
            if (!requirement.isBlank()) {
                all = all.and(parseOne(kind, requirement.trim()));
            }
        }
        return all;
    }

    private static Predicate<JsonNode> parseOne(ResourceKind kind, String requirement) {
        Matcher matcher = REQUIREMENT.matcher(requirement);
        if (!matcher.matches()) {
            throw ApiRefusalException.badRequest("invalid field selector: '" + requirement + "'");
        }
        String field = matcher.group(1);
        boolean known = OF_EVERY_KIND.contains(field)
                || (!kind.custom()
                        && OF_KIND.getOrDefault(kind.plural(), Set.of()).contains(field));
        if (!known) {
            throw ApiRefusalException.badRequest("field label not supported: " + field);
        }
        String[] path = field.split("\\.", -1);
        String value = matcher.group(3);
        boolean equal = !matcher.group(2).equals("!=");
        return object -> equal == Json.text(object, path).equals(value);
    }
}
