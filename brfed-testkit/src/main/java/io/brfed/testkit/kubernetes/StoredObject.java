package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** One version of an object. The tree is never changed; who wants to change it takes a copy. */
final class StoredObject {

    private final ObjectKey key;
    private final ObjectNode tree;
    private final long version;
    private volatile byte[] json = {};

    StoredObject(ObjectKey key, ObjectNode tree, long version) {
        this.key = key;
        this.tree = tree;
        this.version = version;
    }

    ObjectKey key() {
        return key;
    }

    /** The tree itself: read only. */
    ObjectNode tree() {
        return tree;
    }

    ObjectNode copy() {
        return tree.deepCopy();
    }

    /** The resourceVersion. */
    long version() {
        return version;
    }

    String uid() {
        return Json.text(tree, "metadata", "uid");
    }

    boolean deleting() {
        return tree.path("metadata").hasNonNull("deletionTimestamp");
    }

    /** The object as JSON; written once, however many watches it goes to. */
    byte[] json() {
        byte[] written = json;
        if (written.length == 0) {
            written = Json.bytes(tree);
            json = written;
        }
        return written;
    }

    @Override
    public String toString() {
        return new String(json(), StandardCharsets.UTF_8);
    }
}
