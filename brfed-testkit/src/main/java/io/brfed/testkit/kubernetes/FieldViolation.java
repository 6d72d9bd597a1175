package io.brfed.testkit.kubernetes;

/**
 * One fault of an object.
 *
 * @param field path of the field, such as {@code spec.br.cluster}
 * @param reason machine-readable cause, as in {@code details.causes[].reason}
 * @param message what is wrong with it
 */
record FieldViolation(String field, String reason, String message) {

    static FieldViolation required(String field) {
        return new FieldViolation(field, "FieldValueRequired", "Required value");
    }

    static FieldViolation invalid(String field, String value, String why) {
        return new FieldViolation(field, "FieldValueInvalid", "Invalid value: " + value + ": " + why);
    }

    static FieldViolation wrongType(String field, String actual, String expected) {
        return new FieldViolation(
                field,
                "FieldValueTypeInvalid",
                "Invalid value: \"" + actual + "\": " + field + " in body must be of type " + expected + ": \"" + actual
                        + "\"");
    }

    static FieldViolation unsupported(String field, String value, String supported) {
        return new FieldViolation(
                field, "FieldValueNotSupported", "Unsupported value: " + value + ": supported values: " + supported);
    }

    static FieldViolation forbidden(String field, String why) {
        return new FieldViolation(field, "FieldValueForbidden", "Forbidden: " + why);
    }

    @Override
    public String toString() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
