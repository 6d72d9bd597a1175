package io.brfed.api;

import java.util.Objects;

/**
 * One thing that a check found before anything was changed. Immutable.
 *
 * @param severity whether it prevents the operation
 * @param field what it is about: a setting, a field path of a manifest, or a part of a cluster
 * @param value the value found, empty if there is none; never a secret
 * @param problem what is wrong with it
 * @param advice what to do about it
 * @since 0.1.0
 */
public record Finding(Severity severity, String field, String value, String problem, String advice) {
    /** Checks that no part is missing. */
    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(advice, "advice");
    }

    /** A finding that prevents the operation. */
    public static Finding fault(String field, String value, String problem, String advice) {
        return new Finding(Severity.FAULT, field, value, problem, advice);
    }

    /** A finding that the caller should know but that prevents nothing. */
    public static Finding notice(String field, String value, String problem, String advice) {
        return new Finding(Severity.NOTICE, field, value, problem, advice);
    }

    /** One line: {@code field 'value': problem; advice}. */
    @Override
    public String toString() {
        return field + (value.isEmpty() ? "" : " '" + value + "'") + ": " + problem
                + (advice.isEmpty() ? "" : "; " + advice);
    }

    /**
     * Whether a finding prevents the operation.
     *
     * @since 0.1.0
     */
    public enum Severity {
        /** The operation is refused. */
        FAULT,
        /** The operation goes on. */
        NOTICE
    }
}
