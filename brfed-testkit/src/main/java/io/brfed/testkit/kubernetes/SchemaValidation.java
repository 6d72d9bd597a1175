package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Checks one object against a structural schema and collects everything that is wrong with it. */
final class SchemaValidation {

    private final List<FieldViolation> violations = new ArrayList<>();

    private SchemaValidation() {}

    static List<FieldViolation> violations(SchemaNode schema, JsonNode object) {
        SchemaValidation validation = new SchemaValidation();
        validation.check(schema, object, "");
        return validation.violations;
    }

    private void check(SchemaNode schema, JsonNode value, String path) {
        if (value.isNull() && schema.nullable()) {
            return;
        }
        if (!hasType(schema, value)) {
            violations.add(FieldViolation.wrongType(path, typeOf(value), expectedType(schema)));
            return;
        }
        checkEnumeration(schema, value, path);
        if (value instanceof ObjectNode object) {
            checkObject(schema, object, path);
        } else if (value instanceof ArrayNode array) {
            checkArray(schema, array, path);
        } else if (value.isTextual()) {
            checkText(schema, value.textValue(), path);
        } else if (value.isNumber()) {
            checkNumber(schema, value.decimalValue(), path);
        }
    }

    private void checkObject(SchemaNode schema, ObjectNode object, String path) {
        for (String name : schema.required()) {
            if (!object.has(name)) {
                violations.add(FieldViolation.required(path(path, name)));
            }
        }
        object.properties().forEach(member -> {
            SchemaNode memberSchema = schema.member(member.getKey());
            if (memberSchema != null) {
                check(memberSchema, member.getValue(), path(path, member.getKey()));
            }
        });
        atLeast(schema.keyword("minProperties"), object.size(), path, "should have at least %s properties");
        atMost(schema.keyword("maxProperties"), object.size(), path, "should have at most %s properties");
    }

    private void checkArray(SchemaNode schema, ArrayNode array, String path) {
        SchemaNode items = schema.items();
        for (int i = 0; items != null && i < array.size(); i++) {
            check(items, array.get(i), path + "[" + i + "]");
        }
        atLeast(schema.keyword("minItems"), array.size(), path, "should have at least %s items");
        atMost(schema.keyword("maxItems"), array.size(), path, "should have at most %s items");
    }

    private void checkText(SchemaNode schema, String text, String path) {
        int length = text.codePointCount(0, text.length());
        atLeast(schema.keyword("minLength"), length, path, "should be at least %s chars long");
        atMost(schema.keyword("maxLength"), length, path, "should be at most %s chars long");
        Pattern pattern = schema.pattern();
        if (pattern != null && !pattern.matcher(text).find()) {
            invalid(path, quoted(text), "should match '" + pattern.pattern() + "'");
        }
        JsonNode format = schema.keyword("format");
        if (format != null && format.asText().equals("date-time") && !isTime(text)) {
            invalid(path, quoted(text), "must be of type date-time: " + quoted(text));
        }
    }

    private void checkNumber(SchemaNode schema, BigDecimal number, String path) {
        JsonNode minimum = schema.keyword("minimum");
        if (minimum != null && number.compareTo(minimum.decimalValue()) < 0) {
            invalid(path, number.toString(), "should be greater than or equal to " + minimum.asText());
        }
        JsonNode maximum = schema.keyword("maximum");
        if (maximum != null && number.compareTo(maximum.decimalValue()) > 0) {
            invalid(path, number.toString(), "should be less than or equal to " + maximum.asText());
        }
    }

    private void checkEnumeration(SchemaNode schema, JsonNode value, String path) {
        JsonNode allowed = schema.keyword("enum");
        if (allowed == null
                || StreamSupport.stream(allowed.spliterator(), false).anyMatch(value::equals)) {
            return;
        }
        String supported = StreamSupport.stream(allowed.spliterator(), false)
                .map(JsonNode::toString)
                .collect(Collectors.joining(", "));
        violations.add(FieldViolation.unsupported(path, value.toString(), supported));
    }

    private void atLeast(@Nullable JsonNode limit, int actual, String path, String why) {
        if (limit != null && actual < limit.asInt()) {
            invalid(path, String.valueOf(actual), why.replace("%s", limit.asText()));
        }
    }

    private void atMost(@Nullable JsonNode limit, int actual, String path, String why) {
        if (limit != null && actual > limit.asInt()) {
            invalid(path, String.valueOf(actual), why.replace("%s", limit.asText()));
        }
    }

    private void invalid(String path, String value, String why) {
        violations.add(FieldViolation.invalid(path, value, path + " in body " + why));
    }

    private static boolean hasType(SchemaNode schema, JsonNode value) {
        if (schema.intOrString()) {
            return value.isTextual() || isInteger(value);
        }
        return switch (schema.type()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> isInteger(value);
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static boolean isInteger(JsonNode value) {
        return value.isIntegralNumber()
                || (value.isNumber()
                        && value.decimalValue().stripTrailingZeros().scale() <= 0);
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String expectedType(SchemaNode schema) {
        return schema.intOrString() ? "integer,string" : schema.type();
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> isInteger(value) ? "integer" : "number";
            case NULL, MISSING -> "null";
        };
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String path(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
