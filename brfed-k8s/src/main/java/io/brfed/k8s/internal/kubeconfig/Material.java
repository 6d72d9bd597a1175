package io.brfed.k8s.internal.kubeconfig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A token, certificate or key as a kubeconfig names it: the content itself, a file that holds it, or nothing. Never shows
 * its content. Immutable.
 */
final class Material {
    private static final Material NONE = new Material(null, null);

    private final byte @Nullable [] content;
    private final @Nullable WatchedFile file;

    private Material(byte @Nullable [] content, @Nullable WatchedFile file) {
        this.content = content;
        this.file = file;
    }

    static Material none() {
        return NONE;
    }

    static Material of(byte[] content) {
        return new Material(content.clone(), null);
    }

    static Material of(String content) {
        return new Material(content.getBytes(StandardCharsets.UTF_8), null);
    }

    static Material in(Path file) {
        return new Material(null, new WatchedFile(file));
    }

    boolean isGiven() {
        return content != null || file != null;
    }

    /**
     * The content, of a file as it is now; empty if there is none.
     *
     * @throws UnusableContextException if the file cannot be read and never could
     */
    Secret read() {
        return file == null ? new Secret(content == null ? new byte[0] : content) : new Secret(file.current());
    }

    /** Makes the next {@link #read} read the file whether or not it seems to have changed. */
    void renew() {
        if (file != null) {
            file.forget();
        }
    }

    /** Where it comes from, without content. */
    @Override
    public String toString() {
        return file != null ? file.toString() : content != null ? "(given)" : "(none)";
    }
}
