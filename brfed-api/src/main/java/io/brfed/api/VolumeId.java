package io.brfed.api;

import java.util.Objects;

/**
 * The id of an EBS volume, for example {@code vol-0123456789abcdef0}. Immutable.
 *
 * @param value the id
 * @since 0.1.0
 */
public record VolumeId(String value) implements Comparable<VolumeId> {
    /** Checks that it is not blank. */
    public VolumeId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("the id of an EBS volume must not be blank");
        }
    }

    @Override
    public int compareTo(VolumeId other) {
        return value.compareTo(other.value);
    }

    /** The id. */
    @Override
    public String toString() {
        return value;
    }
}
