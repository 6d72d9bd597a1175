package io.brfed.api;

import java.util.Objects;

/**
 * The name a caller gives to one backup or restore; the same name in a later call means the same operation. It becomes
 * part of object names in the member clusters, so it has to be a DNS-1123 label; that is checked with the whole request,
 * together with the tighter length limits of the data planes. Immutable.
 *
 * @param value the name, not blank
 * @since 0.1.0
 */
public record OperationName(String value) {
    /** Refuses a blank name with {@link IllegalArgumentException}. */
    public OperationName {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("an operation name must not be blank");
        }
    }

    /** The bare name. */
    @Override
    public String toString() {
        return value;
    }
}
