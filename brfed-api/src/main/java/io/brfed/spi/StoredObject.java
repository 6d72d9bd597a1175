package io.brfed.spi;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One object in a storage, as read or written. Immutable.
 *
 * @since 0.1.0
 */
public final class StoredObject {
    private final byte[] content;
    private final String version;

    private StoredObject(byte[] content, String version) {
        this.content = content;
        this.version = version;
    }

    /**
     * An object.
     *
     * @param content its bytes, which are copied
     * @param version what changes with each write
     */
    public static StoredObject of(byte[] content, String version) {
        return new StoredObject(content.clone(), Objects.requireNonNull(version, "version"));
    }

    /** A copy of its bytes. */
    public byte[] content() {
        return content.clone();
    }

    /** Its bytes as UTF-8. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** What changes with each write. */
    public String version() {
        return version;
    }

    /** Size and version. */
    @Override
    public String toString() {
        return content.length + " bytes, version " + version;
    }
}
