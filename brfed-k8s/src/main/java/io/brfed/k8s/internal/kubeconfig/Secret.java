package io.brfed.k8s.internal.kubeconfig;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are compared but never shown. Immutable. */
final class Secret {
    private final byte[] bytes;

    Secret(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes as text, every one of them. */
    String exactText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The bytes as text without surrounding white space. */
    String text() {
        return new String(bytes, StandardCharsets.UTF_8).trim();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && Arrays.equals(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Whether there is anything, and nothing else. */
    @Override
    public String toString() {
        return isEmpty() ? "(none)" : "(given)";
    }
}
