package io.brfed.k8s.internal;

/**
 * Which object of one API server. Immutable.
 *
 * @param resource its kind
 * @param namespace its namespace
 * @param name its name
 */
public record ObjectKey(ApiResource resource, String namespace, String name) {
    /** The path of the object. */
    public String path() {
        return resource.path(namespace, name);
    }

    /** The path of all objects of that kind in the namespace. */
    public String collection() {
        return resource.in(namespace);
    }

    /** {@code kind namespace/name}, for people. */
    @Override
    public String toString() {
        return resource.kind() + " " + namespace + "/" + name;
    }
}
