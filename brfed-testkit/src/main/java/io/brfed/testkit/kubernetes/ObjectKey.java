package io.brfed.testkit.kubernetes;

/**
 * What identifies an object.
 *
 * @param kind its kind
 * @param namespace its namespace, empty for kinds without
 * @param name its name
 */
record ObjectKey(ResourceKind kind, String namespace, String name) {

    /** Sorts as an API server lists: by namespace, then by name. */
    String path() {
        return namespace + "/" + name;
    }
}
