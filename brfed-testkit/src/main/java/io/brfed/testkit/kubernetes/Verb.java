package io.brfed.testkit.kubernetes;

import java.util.Locale;

/**
 * What a request asks for, in the words of Kubernetes' authorization.
 *
 * @since 0.1.0
 */
public enum Verb {
    /** Reads one object. */
    GET,
    /** Reads all objects of a namespace, or of all namespaces. */
    LIST,
    /** Follows changes. */
    WATCH,
    /** Makes an object (POST). */
    CREATE,
    /** Replaces an object (PUT). */
    UPDATE,
    /** Changes a part of an object (PATCH). */
    PATCH,
    /** Deletes one object. */
    DELETE,
    /** Deletes all objects that a selector matches. */
    DELETECOLLECTION;

    /**
     * Returns the word that roles use.
     *
     * @return the lower-case name
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
