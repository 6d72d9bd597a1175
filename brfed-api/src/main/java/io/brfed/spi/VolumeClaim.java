package io.brfed.spi;

import java.util.Objects;

/**
 * The Kubernetes objects that a new volume is made for. Their names are known before it is, so that the volume carries them
 * from the beginning. Immutable.
 *
 * @param volume the name of the persistent volume
 * @param name the name of the persistent volume claim
 * @param namespace its namespace
 * @since 0.1.0
 */
public record VolumeClaim(String volume, String name, String namespace) {
    private static final int MAX_NAME = 253;

    /** Checks that every name is one of Kubernetes, by its length. */
    public VolumeClaim {
        checked(volume, "volume");
        checked(name, "name");
        checked(namespace, "namespace");
    }

    private static void checked(String value, String what) {
        if (Objects.requireNonNull(value, what).isBlank() || value.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    what + " '" + value + "' must have 1 to " + MAX_NAME + " characters, as Kubernetes demands");
        }
    }

    /** Namespace and name of the claim. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
