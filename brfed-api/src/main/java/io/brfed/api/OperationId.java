package io.brfed.api;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The identity stamped on everything that one operation creates. It fits a Kubernetes label value (at most 63
 * characters); of two operations that meet, the one with the larger id yields. Immutable.
 *
 * @param value 1 to 63 characters of {@code [a-z0-9-]}, beginning and ending with a letter or digit
 * @since 0.1.0
 */
public record OperationId(String value) implements Comparable<OperationId> {
    /** Longest permitted id: the limit of a Kubernetes label value. */
    public static final int MAX_LENGTH = 63;

    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

    /** Refuses an id that does not fit a label with {@link IllegalArgumentException}. */
    public OperationId {
        Objects.requireNonNull(value, "value");
        if (value.length() > MAX_LENGTH || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("operation id '" + value + "' must have 1 to " + MAX_LENGTH
                    + " characters of a-z, 0-9 and '-', and begin and end with a letter or digit");
        }
    }

    @Override
    public int compareTo(OperationId other) {
        return value.compareTo(other.value);
    }

    /** The bare id. */
    @Override
    public String toString() {
        return value;
    }
}
