package io.brfed.api;

import java.util.Objects;

/**
 * The name by which a federation knows one member cluster: for Kubernetes the kubeconfig context name
 * ({@code k8sClusterName} in the published manifests). Ordered alphabetically. Immutable.
 *
 * @param value the name, not blank
 * @since 0.1.0
 */
public record ClusterName(String value) implements Comparable<ClusterName> {
    /** Refuses a blank name with {@link IllegalArgumentException}. */
    public ClusterName {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("a cluster name must not be blank");
        }
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    /** The bare name. */
    @Override
    public String toString() {
        return value;
    }
}
