package io.brfed.api;

import java.util.Objects;

/**
 * The namespace and name of a TidbCluster object inside one Kubernetes cluster. Immutable.
 *
 * @param namespace Kubernetes namespace of the TidbCluster
 * @param name name of the TidbCluster
 * @since 0.1.0
 */
public record TidbClusterRef(String namespace, String name) {
    /** Checks that both parts are given; whether they are valid Kubernetes names is checked with the whole request. */
    public TidbClusterRef {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    /** {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
