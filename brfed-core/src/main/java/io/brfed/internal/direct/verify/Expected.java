package io.brfed.internal.direct.verify;

import io.brfed.api.OperationId;
import java.util.Objects;
import java.util.Optional;

/**
 * What the caller knows of a backup beforehand.
 *
 * @param encryption how its snapshots should be encrypted
 * @param operation the operation that took it; empty if that is not known
 * @param pauseIdentity the pause that it was taken in; empty if that is not known
 */
public record Expected(Encryption encryption, Optional<OperationId> operation, Optional<String> pauseIdentity) {
    /** Checks that no part is missing. */
    public Expected {
        Objects.requireNonNull(encryption, "encryption");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(pauseIdentity, "pauseIdentity");
    }

    /**
     * How snapshots should be encrypted.
     *
     * @param required whether they must be at all
     * @param key with which key; empty if any will do
     */
    public record Encryption(Requirement required, Optional<String> key) {
        /** Nothing is expected, but that all are alike. */
        public static final Encryption ALIKE = new Encryption(Requirement.NONE, Optional.empty());
        /** Every snapshot is encrypted. */
        public static final Encryption ANY_KEY = new Encryption(Requirement.ENCRYPTED, Optional.empty());

        /** Every snapshot is encrypted with this key. */
        public static Encryption with(String key) {
            return new Encryption(Requirement.ENCRYPTED, Optional.of(key));
        }
    }

    /** Whether snapshots must be encrypted. */
    public enum Requirement {
        /** Either will do. */
        NONE,
        /** They must be. */
        ENCRYPTED
    }
}
