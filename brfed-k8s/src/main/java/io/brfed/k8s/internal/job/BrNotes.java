package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a recovery by BR keeps for itself in another process. Immutable.
 *
 * @param attempt which job it is at
 * @param done whether that one has succeeded
 */
record BrNotes(int attempt, boolean done) {
    static final BrNotes NONE = new BrNotes(1, false);

    /**
     * What was kept.
     *
     * @throws IllegalArgumentException if another recovery kept it: that has decided on ids and timestamps, which BR would
     *     not know of
     */
    static BrNotes read(String kept) {
        try {
            ObjectNode tree = kept.isEmpty() ? Json.object() : Json.read(kept);
            if (!kept.isEmpty() && !tree.has("attempt")) {
                throw foreign();
            }
            return new BrNotes(
                    Math.max(1, tree.path("attempt").asInt(1)),
                    tree.path("done").asBoolean(false));
        } catch (IOException notJson) {
            throw foreign();
        }
    }

    private static IllegalArgumentException foreign() {
        return new IllegalArgumentException(
                "has found notes of another recovery, which began before: go on with that one, or"
                        + " delete the restore and begin anew");
    }

    String text() {
        ObjectNode tree = Json.object().put("attempt", attempt).put("done", done);
        return new String(Json.bytes(tree), StandardCharsets.UTF_8);
    }

    BrNotes next() {
        return new BrNotes(attempt + 1, false);
    }

    BrNotes ended() {
        return new BrNotes(attempt, true);
    }
}
