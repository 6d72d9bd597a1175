package io.brfed.spi;

import java.util.Objects;

/**
 * The id of a machine that volumes are attached to, for example {@code i-0123456789abcdef0}. Immutable.
 *
 * @param value the id
 * @since 0.1.0
 */
public record InstanceId(String value) implements Comparable<InstanceId> {
    /** Checks that it is not blank. */
    public InstanceId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("an instance id must not be blank");
        }
    }

    @Override
    public int compareTo(InstanceId other) {
        return value.compareTo(other.value);
    }

    /** The id. */
    @Override
    public String toString() {
        return value;
    }
}
