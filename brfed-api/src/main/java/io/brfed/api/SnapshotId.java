package io.brfed.api;

import java.util.Objects;

/**
 * The id of an EBS snapshot, for example {@code snap-0123456789abcdef0}. Immutable.
 *
 * @param value the id
 * @since 0.1.0
 */
public record SnapshotId(String value) implements Comparable<SnapshotId> {
    /** Checks that it is not blank. */
    public SnapshotId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("the id of an EBS snapshot must not be blank");
        }
    }

    @Override
    public int compareTo(SnapshotId other) {
        return value.compareTo(other.value);
    }

    /** The id. */
    @Override
    public String toString() {
        return value;
    }
}
