package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a small schema with a larger one: all that the small one names must be the same in the larger one. */
final class SchemaContainment {

    private static final List<String> KEYWORDS = List.of(
            "type",
            "format",
            "enum",
            "default",
            "nullable",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "pattern",
            "x-kubernetes-int-or-string");

    private final List<String> differences = new ArrayList<>();

    private SchemaContainment() {}

    static List<String> differences(SchemaNode small, SchemaNode large) {
        SchemaContainment containment = new SchemaContainment();
        containment.compare(small, large, "");
        return containment.differences;
    }

    private void compare(SchemaNode small, SchemaNode large, String path) {
        for (String keyword : KEYWORDS) {
            compareKeyword(keyword, small.keyword(keyword), large.keyword(keyword), path);
        }
        if (small.preservesUnknownFields()) {
            return;
        }
        if (large.preservesUnknownFields()) {
            differences.add(path + ": the larger schema preserves unknown fields, this one does not");
            return;
        }
        compareRequired(small, large, path);
        small.properties().forEach((name, member) -> {
            String memberPath = path.isEmpty() ? name : path + "." + name;
            compareChild(member, large.properties().get(name), memberPath);
        });
        compareOptionalChild(small.items(), large.items(), path + "[]");
        compareOptionalChild(small.additional(), large.additional(), path + "{}");
    }

    private void compareRequired(SchemaNode small, SchemaNode large, String path) {
        Set<String> missing = new HashSet<>(large.required());
        missing.removeAll(small.required());
        if (!missing.isEmpty()) {
            differences.add(path + ": the larger schema also requires " + missing);
        }
        Set<String> surplus = new HashSet<>(small.required());
        surplus.removeAll(large.required());
        if (!surplus.isEmpty()) {
            differences.add(path + ": the larger schema does not require " + surplus);
        }
    }

    private void compareKeyword(String keyword, @Nullable JsonNode small, @Nullable JsonNode large, String path) {
        if (!Objects.equals(small, large)) {
            differences.add(path + ": " + keyword + " is " + small + " here and " + large + " in the larger schema");
        }
    }

    private void compareOptionalChild(@Nullable SchemaNode small, @Nullable SchemaNode large, String path) {
        if (small != null) {
            compareChild(small, large, path);
        }
    }

    private void compareChild(SchemaNode small, @Nullable SchemaNode large, String path) {
        if (large == null) {
            differences.add(path + ": not in the larger schema");
        } else {
            compare(small, large, path);
        }
    }
}
