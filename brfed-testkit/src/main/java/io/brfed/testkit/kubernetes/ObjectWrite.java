package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * One write to an embedded server, whoever made it.
 *
 * @param type {@code ADDED}, {@code MODIFIED} or {@code DELETED}
 * @param resource plural of the kind
 * @param namespace namespace of the object, empty for kinds without
 * @param name name of the object
 * @param at a reading of {@link MonotonicTime}, taken when the write was done
 * @param object the object after the write, for a deletion its last state; read only
 * @since 0.1.0
 */
public record ObjectWrite(String type, String resource, String namespace, String name, Duration at, ObjectNode object) {

    static ObjectWrite of(Change change, Duration at) {
        ObjectKey key = change.key();
        return new ObjectWrite(
                change.type().name(),
                key.kind().plural(),
                key.namespace(),
                key.name(),
                at,
                change.after().tree());
    }
}
