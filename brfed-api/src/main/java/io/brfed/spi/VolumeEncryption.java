package io.brfed.spi;

import java.util.Objects;

/**
 * How a new volume is encrypted. One from an encrypted snapshot is encrypted in any case. Immutable.
 *
 * @param kind with which key
 * @param key the id, alias or ARN of the KMS key; empty unless {@link Kind#KEY}
 * @since 0.1.0
 */
public record VolumeEncryption(Kind kind, String key) {
    /** As the snapshot is, or as the account does by default. */
    public static final VolumeEncryption AS_SNAPSHOT = new VolumeEncryption(Kind.AS_SNAPSHOT, "");
    /** With the account's default key. */
    public static final VolumeEncryption DEFAULT_KEY = new VolumeEncryption(Kind.DEFAULT_KEY, "");

    /** Checks that a key is given exactly where one is used. */
    public VolumeEncryption {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(key, "key");
        if (key.isBlank() == (kind == Kind.KEY)) {
            throw new IllegalArgumentException("encryption " + kind + " with key '" + key + "'");
        }
    }

    /** With this KMS key, by id, alias or ARN. */
    public static VolumeEncryption withKey(String key) {
        return new VolumeEncryption(Kind.KEY, key);
    }

    /**
     * Which key a volume is encrypted with.
     *
     * @since 0.1.0
     */
    public enum Kind {
        /** The snapshot's, if it has one. */
        AS_SNAPSHOT,
        /** The account's default key. */
        DEFAULT_KEY,
        /** One that is named. */
        KEY
    }
}
