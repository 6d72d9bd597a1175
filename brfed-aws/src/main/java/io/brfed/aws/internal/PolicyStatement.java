package io.brfed.aws.internal;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One statement of an IAM policy: the rights of a scope on some resources, on a condition. Immutable.
 *
 * @param scope the rights
 * @param resources what they are granted on
 * @param condition JSON text, or nothing
 */
public record PolicyStatement(AwsRight.Scope scope, List<String> resources, String condition) {
    /** The rights of a scope on resources. */
    public static PolicyStatement on(AwsRight.Scope scope, String... resources) {
        return new PolicyStatement(scope, List.of(resources), "");
    }

    /** The same on one condition. */
    public PolicyStatement where(String operator, String key, String value) {
        return new PolicyStatement(
                scope, resources, "{" + quoted(operator) + ": {" + quoted(key) + ": " + quoted(value) + "}}");
    }

    /** Its text in a policy. */
    public String json() {
        return "    {\n      \"Sid\": " + quoted(scope.statement())
                + ",\n      \"Effect\": \"Allow\",\n      \"Action\": " + list(AwsRight.actions(scope))
                + ",\n      \"Resource\": " + list(resources)
                + (condition.isEmpty() ? "" : ",\n      \"Condition\": " + condition)
                + "\n    }";
    }

    private static String list(List<String> values) {
        return values.stream().map(PolicyStatement::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
