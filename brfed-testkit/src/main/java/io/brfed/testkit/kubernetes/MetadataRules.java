package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What an API server demands of {@code metadata}. */
final class MetadataRules {

    private static final int MAX_SUBDOMAIN = 253;
    private static final int MAX_LABEL = 63;
    private static final int MAX_ANNOTATIONS = 256 * 1024;

    private static final Pattern DNS_SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern QUALIFIED = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

    private final List<FieldViolation> violations = new ArrayList<>();

    private MetadataRules() {}

    static List<FieldViolation> violations(ResourceKind kind, ObjectNode object) {
        MetadataRules rules = new MetadataRules();
        JsonNode metadata = object.path("metadata");
        rules.checkName(kind, Json.text(metadata, "name"));
        rules.checkLabels(metadata.path("labels"));
        rules.checkAnnotations(metadata.path("annotations"));
        for (JsonNode finalizer : metadata.path("finalizers")) {
            rules.checkKey("metadata.finalizers", finalizer.asText());
        }
        return rules.violations;
    }

    /** Refuses what could not even be decoded: maps that are not of strings, lists that are none. */
    static void checkTypes(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        if (!metadata.isMissingNode() && !metadata.isObject()) {
            throw cannotDecode("metadata", "ObjectMeta");
        }
        for (String map : List.of("labels", "annotations")) {
            JsonNode entries = metadata.path(map);
            boolean absent = entries.isMissingNode() || entries.isNull();
            if (!absent && !entries.isObject()) {
                throw cannotDecode(map, "map[string]string");
            }
            for (JsonNode value : entries) {
                if (!value.isTextual()) {
                    throw cannotDecode(map, "string");
                }
            }
        }
        for (String list : List.of("finalizers", "ownerReferences")) {
            JsonNode items = metadata.path(list);
            if (!items.isMissingNode() && !items.isNull() && !items.isArray()) {
                throw cannotDecode(list, "list");
            }
        }
    }

    /** Takes out what an API server does not keep: empty maps and lists, and members set to null. */
    static void tidy(ObjectNode metadata) {
        metadata.remove(List.of("managedFields", "selfLink"));
        List<String> empty = new ArrayList<>();
        metadata.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (value.isNull() || (value.isContainerNode() && value.isEmpty())) {
                empty.add(member.getKey());
            }
        });
        metadata.remove(empty);
    }

    private void checkName(ResourceKind kind, String name) {
        boolean label = kind.is(ResourceKind.Trait.NAME_IS_LABEL);
        int limit = label ? MAX_LABEL : MAX_SUBDOMAIN;
        Pattern shape = label ? DNS_LABEL : DNS_SUBDOMAIN;
        if (name.length() > limit) {
            violations.add(FieldViolation.invalid(
                    "metadata.name", quoted(name), "must be no more than " + limit + " characters"));
        }
        if (!shape.matcher(name).matches()) {
            violations.add(FieldViolation.invalid(
                    "metadata.name",
                    quoted(name),
                    "a lowercase RFC 1123 " + (label ? "label" : "subdomain")
                            + " must consist of lower case alphanumeric characters or '-'"
                            + (label ? "" : " or '.'") + ", and must start and end with an alphanumeric character"));
        }
    }

    private void checkLabels(JsonNode labels) {
        labels.properties().forEach(label -> {
            checkKey("metadata.labels", label.getKey());
            String value = label.getValue().asText();
            if (value.length() > MAX_LABEL) {
                violations.add(FieldViolation.invalid(
                        "metadata.labels", quoted(value), "must be no more than " + MAX_LABEL + " characters"));
            } else if (!value.isEmpty() && !QUALIFIED.matcher(value).matches()) {
                violations.add(FieldViolation.invalid(
                        "metadata.labels",
                        quoted(value),
                        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.',"
                                + " and must start and end with an alphanumeric character"));
            }
        });
    }

    private void checkAnnotations(JsonNode annotations) {
        int total = 0;
        for (var annotation : annotations.properties()) {
            checkKey("metadata.annotations", annotation.getKey());
            total += annotation.getKey().length()
                    + annotation.getValue().asText().length();
        }
        if (total > MAX_ANNOTATIONS) {
            violations.add(new FieldViolation(
                    "metadata.annotations",
                    "FieldValueTooLong",
                    "Too long: may not be more than " + MAX_ANNOTATIONS + " bytes"));
        }
    }

    private void checkKey(String field, String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash);
        String name = key.substring(slash + 1);
        boolean prefixOk = slash < 0
                || (prefix.length() <= MAX_SUBDOMAIN
                        && DNS_SUBDOMAIN.matcher(prefix).matches());
        if (!prefixOk || name.length() > MAX_LABEL || !QUALIFIED.matcher(name).matches()) {
            violations.add(FieldViolation.invalid(
                    field,
                    quoted(key),
                    "name part must consist of alphanumeric characters, '-', '_' or '.', must start and end with an"
                            + " alphanumeric character and have no more than 63 characters; an optional prefix is a DNS"
                            + " subdomain and '/'"));
        }
    }

    private static ApiRefusalException cannotDecode(String field, String type) {
        return ApiRefusalException.badRequest(
                "json: cannot unmarshal into field ObjectMeta." + field + " of type " + type);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
