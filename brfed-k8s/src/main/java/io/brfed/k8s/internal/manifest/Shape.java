package io.brfed.k8s.internal.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a value of a manifest may look like. Checking adds every fault to a list instead of stopping at the first, and
 * never repeats a value of the wrong type, since it may be a secret in the wrong place. An absent or {@code null} value
 * is not set, which is always allowed unless its object says that it is required.
 */
@FunctionalInterface
public interface Shape {
    /** Adds what is wrong with a value that is neither absent nor null. */
    void check(JsonNode value, String path, List<Finding> faults);

    /** Text. */
    static Shape text() {
        return scalar(JsonNode::isTextual, "text", "put it in quotes");
    }

    /** True or false. */
    static Shape flag() {
        return scalar(JsonNode::isBoolean, "true or false", "write it without quotes");
    }

    /** A whole number. */
    static Shape integer() {
        return scalar(JsonNode::isIntegralNumber, "a whole number", "write it without quotes");
    }

    /** A number. */
    static Shape number() {
        return scalar(JsonNode::isNumber, "a number", "write it without quotes");
    }

    /** An amount of a resource, e.g. {@code 500m} or {@code 1Gi}. */
    static Shape quantity() {
        Pattern pattern =
                Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?");
        return scalar(
                value -> value.isIntegralNumber()
                        || (value.isTextual()
                                && pattern.matcher(value.textValue()).matches()),
                "a quantity like 500m or 1Gi",
                "put numbers with a fraction in quotes");
    }

    /** Any object. */
    static Shape anyObject() {
        return scalar(JsonNode::isObject, "an object", "");
    }

    /** Anything at all. */
    static Shape anything() {
        return (value, path, faults) -> {};
    }

    /** An object whose field names are free and whose values all look alike. */
    static Shape mapOf(Shape values) {
        return (value, path, faults) -> {
            if (is(value.isObject(), "an object", path, faults)) {
                value.properties().forEach(field -> checkIfSet(values, field.getValue(), at(path, field), faults));
            }
        };
    }

    /** A list. */
    static Shape listOf(Shape items) {
        return (value, path, faults) -> {
            if (is(value.isArray(), "a list", path, faults)) {
                for (int i = 0; i < value.size(); i++) {
                    String at = path + "[" + i + "]";
                    if (is(!value.get(i).isNull(), "set", at, faults)) {
                        items.check(value.get(i), at, faults);
                    }
                }
            }
        };
    }

    /**
     * An object of which every field is known.
     *
     * @param kind what it is, for messages
     */
    static Shape closed(String kind, Map<String, Shape> fields) {
        Map<String, Shape> known = new LinkedHashMap<>(fields);
        return (value, path, faults) -> {
            if (is(value.isObject(), "an object", path, faults)) {
                value.properties().forEach(field -> {
                    Shape shape = known.get(field.getKey());
                    if (shape == null) {
                        faults.add(unknown(kind, at(path, field), field.getKey(), known.keySet()));
                    } else {
                        checkIfSet(shape, field.getValue(), at(path, field), faults);
                    }
                });
            }
        };
    }

    /**
     * An object of Kubernetes' own, which may have fields that a newer version of Kubernetes knows.
     *
     * @param required the fields without which it means nothing
     */
    static Shape open(Map<String, Shape> fields, Set<String> required) {
        Map<String, Shape> known = Map.copyOf(fields);
        return (value, path, faults) -> {
            if (is(value.isObject(), "an object", path, faults)) {
                known.forEach((name, shape) -> checkIfSet(shape, value.path(name), path + "." + name, faults));
                required.stream()
                        .sorted()
                        .filter(name -> !isSet(value.path(name)))
                        .forEach(name -> faults.add(
                                Finding.fault(path + "." + name, "", "is missing", "Kubernetes requires it")));
            }
        };
    }

    private static Shape scalar(Predicate<JsonNode> fits, String what, String advice) {
        return (value, path, faults) -> {
            if (!fits.test(value)) {
                faults.add(Finding.fault(path, "", "must be " + what + ", is " + name(value), advice));
            }
        };
    }

    private static boolean is(boolean fits, String what, String path, List<Finding> faults) {
        if (!fits) {
            faults.add(Finding.fault(path, "", "must be " + what, ""));
        }
        return fits;
    }

    private static void checkIfSet(Shape shape, JsonNode value, String path, List<Finding> faults) {
        if (isSet(value)) {
            shape.check(value, path, faults);
        }
    }

    private static boolean isSet(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static String at(String path, Map.Entry<String, JsonNode> field) {
        return path.isEmpty() ? field.getKey() : path + "." + field.getKey();
    }

    private static String name(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case BOOLEAN -> "true or false";
            case NUMBER -> "a number";
            case STRING, BINARY -> "text";
            case NULL, MISSING -> "not set";
        };
    }

    private static Finding unknown(String kind, String path, String name, Set<String> known) {
        String advice = known.stream()
                .filter(candidate -> Similarity.near(candidate, name))
                .findFirst()
                .map(candidate -> "did you mean '" + candidate + "'?")
                .orElse("known are " + String.join(", ", known));
        return Finding.fault(path, "", "is not a field of " + kind, advice);
    }
}
