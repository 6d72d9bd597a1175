package io.brfed.testkit.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the containers of pods on an embedded server have written, as {@code pods/log} answers it. A pod without one has an
 * empty log. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class PodLogs {
    private final Map<String, String> logs = new ConcurrentHashMap<>();

    PodLogs() {}

    /**
     * Sets what a pod has written.
     *
     * @return this
     */
    public PodLogs put(String namespace, String pod, String text) {
        logs.put(key(namespace, pod), Objects.requireNonNull(text, "text"));
        return this;
    }

    /** The last lines, of them the first bytes, as a real server counts. */
    String tail(String namespace, String pod, int lines, int bytes) {
        String[] all = logs.getOrDefault(key(namespace, pod), "").split("(?<=\n)", -1);
        String tail = String.join("", Arrays.asList(all).subList(Math.max(0, all.length - lines), all.length));
        byte[] text = tail.getBytes(StandardCharsets.UTF_8);
        return text.length <= bytes ? tail : new String(text, 0, bytes, StandardCharsets.UTF_8);
    }

    private static String key(String namespace, String pod) {
        return namespace + "/" + pod;
    }
}
