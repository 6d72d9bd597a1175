package io.brfed.k8s.internal.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.k8s.internal.manifest.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contexts of a kubeconfig as the file is now: read again whenever it has changed. A change that makes it unreadable
 * leaves the last readable content in use. Thread-safe.
 */
public final class KubeconfigSource {
    private static final Logger LOG = LoggerFactory.getLogger(KubeconfigSource.class);

    private final WatchedFile file;
    private final Path directory;
    private byte @Nullable [] seen;
    private Map<String, ContextEntry> contexts;

    private KubeconfigSource(Path path) {
        Path absolute = path.toAbsolutePath();
        file = new WatchedFile(absolute);
        Path parent = absolute.getParent();
        directory = parent == null ? absolute : parent;
        seen = file.current();
        contexts = parse(seen);
    }

    /**
     * Reads a kubeconfig.
     *
     * @throws IllegalArgumentException if it is none; the message holds no secret
     * @throws UnusableContextException if the file cannot be read
     */
    public static KubeconfigSource of(Path path) {
        return new KubeconfigSource(path);
    }

    /** The names of all contexts, usable or not, in the order of the file. */
    public List<String> names() {
        return List.copyOf(current().keySet());
    }

    /** Whether there is a context of this name, and why it cannot be used, if so. */
    public Optional<String> problem(String name) {
        ContextEntry entry = current().get(name);
        if (entry == null) {
            return Optional.of("is not a context of the kubeconfig " + this);
        }
        return entry.context().isPresent()
                ? Optional.empty()
                : Optional.of("is a context that cannot be used: " + entry.problem());
    }

    /**
     * A context as it is now.
     *
     * @throws UnusableContextException if there is none of this name, or it cannot be used
     */
    KubeContext context(String name) {
        ContextEntry entry = current().get(name);
        if (entry != null && entry.context().isPresent()) {
            return entry.context().get();
        }
        throw new UnusableContextException("context '" + name + "' "
                + problem(name).orElse("changed just now") + "; contexts: " + String.join(", ", names()));
    }

    /** Makes the next call read the file whether or not it seems to have changed. */
    void renew() {
        file.forget();
    }

    private synchronized Map<String, ContextEntry> current() {
        byte[] content = file.current();
        if (content != seen) {
            seen = content;
            try {
                contexts = parse(content);
            } catch (IllegalArgumentException e) {
                LOG.warn("The changed kubeconfig {} {}; its last readable content stays in use", this, e.getMessage());
            }
        }
        return contexts;
    }

    private Map<String, ContextEntry> parse(byte[] content) {
        List<JsonNode> documents = Yaml.documents(new String(content, StandardCharsets.UTF_8));
        if (documents.size() != 1) {
            throw new IllegalArgumentException("is no kubeconfig: it has " + documents.size() + " YAML documents");
        }
        return KubeconfigReading.read(documents.get(0), directory);
    }

    /** The file. */
    @Override
    public String toString() {
        return file.toString();
    }
}
