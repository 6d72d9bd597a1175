package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patch, RFC 7396. */
final class MergePatch {

    private MergePatch() {}

    /** Merges the patch into the object, in place. */
    static ObjectNode apply(ObjectNode object, ObjectNode patch) {
        patch.properties().forEach(change -> {
            String name = change.getKey();
            JsonNode value = change.getValue();
            if (value.isNull()) {
                object.remove(name);
            } else if (value instanceof ObjectNode nested) {
                // An object in the patch replaces what is not an object, but its own nulls still only remove.
                apply(Json.child(object, name), nested);
            } else {
                object.set(name, value.deepCopy());
            }
        });
        return object;
    }
}
