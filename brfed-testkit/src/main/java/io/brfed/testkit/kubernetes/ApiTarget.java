package io.brfed.testkit.kubernetes;

/**
 * What a path points at.
 *
 * @param kind the kind
 * @param namespace the namespace, empty for all or for kinds without
 * @param name the name, empty for the collection
 * @param subresource {@code status}, {@code log}, or empty for the object itself
 */
record ApiTarget(ResourceKind kind, String namespace, String name, String subresource) {

    ObjectKey key() {
        return new ObjectKey(kind, namespace, name);
    }

    boolean log() {
        return subresource.equals("log") && kind.plural().equals("pods") && !name.isEmpty();
    }

    boolean status() {
        return subresource.equals("status");
    }
}
