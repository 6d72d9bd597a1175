package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is sent with a deletion. */
public final class Deletions {
    private Deletions() {}

    /** Deletes only the object that was read, not one that took its place; what it owns follows in the background. */
    public static ObjectNode ofExactly(String uid) {
        return options(uid, "Background");
    }

    /** As {@link #ofExactly(String)}, but the object shows until everything that it owns has gone. */
    public static ObjectNode afterDependants(String uid) {
        return options(uid, "Foreground");
    }

    private static ObjectNode options(String uid, String dependants) {
        ObjectNode options = Json.object();
        options.put("apiVersion", "v1");
        options.put("kind", "DeleteOptions");
        options.put("propagationPolicy", dependants);
        options.putObject("preconditions").put("uid", uid);
        return options;
    }

    /** Deletes only the very state that was read. */
    static ObjectNode ofExactly(String uid, String version) {
        ObjectNode options = ofExactly(uid);
        options.withObjectProperty("preconditions").put("resourceVersion", version);
        return options;
    }
}
