package io.brfed.testkit.kubernetes;

import org.jspecify.annotations.Nullable;

/**
 * One write.
 *
 * @param type what happened
 * @param before the object before it, null if there was none
 * @param after the object after it; for a deletion its last state
 */
record Change(Type type, @Nullable StoredObject before, StoredObject after) {

    enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    ObjectKey key() {
        return after.key();
    }

    long version() {
        return after.version();
    }
}
