package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One write to an embedded server, whoever made it.
 *
 * @param type {@code ADDED}, {@code MODIFIED} or {@code DELETED}
 * @param resource plural of the kind
 * @param namespace namespace of the object, empty for kinds without
 * @param name name of the object
 * @param atNanos a reading of {@link System#nanoTime()} taken when the write was done
 * @param object the object after the write, for a deletion its last state; read only
 * @since 0.1.0
 */
public record ObjectWrite(
        String type, String resource, String namespace, String name, long atNanos, ObjectNode object) {

    static ObjectWrite of(Change change, long atNanos) {
        ObjectKey key = change.key();
        return new ObjectWrite(
                change.type().name(),
                key.kind().plural(),
                key.namespace(),
                key.name(),
                atNanos,
                change.after().tree());
    }
}
