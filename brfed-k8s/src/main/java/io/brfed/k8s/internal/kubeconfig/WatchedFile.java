package io.brfed.k8s.internal.kubeconfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a small file, read again whenever the file has changed. A file that vanishes or becomes unreadable, as
 * happens for a moment while it is being replaced, leaves the last content in use. Thread-safe.
 */
final class WatchedFile {
    private static final long MAX_BYTES = 4 << 20;

    private final Path path;
    private byte @Nullable [] content;
    private @Nullable Trace trace;

    WatchedFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /**
     * The content.
     *
     * @throws UnusableContextException if the file cannot be read and never could
     */
    synchronized byte[] current() {
        try {
            Trace found = Trace.of(path);
            if (content == null || !found.equals(trace)) {
                content = read();
                trace = found;
            }
            return content;
        } catch (IOException e) {
            if (content != null) {
                return content;
            }
            throw new UnusableContextException(
                    "file " + path + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private byte[] read() throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            throw new IOException("too large");
        }
        return Files.readAllBytes(path);
    }

    /** Makes the next call read the file whether or not it seems to have changed. */
    synchronized void forget() {
        trace = null;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** What changes when a file is written or replaced; Kubernetes replaces mounted files by moving a symbolic link. */
    private record Trace(
            Path target, long modified, long size, @Nullable Object key) {
        static Trace of(Path path) throws IOException {
            Path target = path.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(target, BasicFileAttributes.class);
            return new Trace(
                    target,
                    attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                    attributes.size(),
                    Objects.requireNonNullElse(attributes.fileKey(), ""));
        }
    }
}
