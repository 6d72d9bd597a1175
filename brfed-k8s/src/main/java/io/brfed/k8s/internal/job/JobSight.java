package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.BoundVolume;

/**
 * A job as it was read. Immutable apart from the tree, which nobody changes.
 *
 * @param tree the object
 */
record JobSight(ObjectNode tree) {
    /** How far a job is. */
    enum State {
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    String name() {
        return Json.text(tree, "metadata", "name");
    }

    String uid() {
        return Json.text(tree, "metadata", "uid");
    }

    boolean of(OperationId id) {
        return Json.text(tree, "metadata", "labels", BoundVolume.OPERATION_LABEL)
                .equals(id.value());
    }

    boolean ending() {
        return !Json.text(tree, "metadata", "deletionTimestamp").isEmpty();
    }

    /** A job that is bound to fail, which newer versions tell before, still runs: its pods have not ended. */
    State state() {
        if (!condition("Failed").isMissingNode()) {
            return State.FAILED;
        }
        return condition("Complete").isMissingNode() ? State.RUNNING : State.SUCCEEDED;
    }

    /** Why it failed, as Kubernetes says. */
    String reason() {
        JsonNode told = condition("Failed");
        String message = Json.text(told, "message");
        return Json.text(told, "reason") + (message.isEmpty() ? "" : ": " + message);
    }

    private JsonNode condition(String type) {
        for (JsonNode condition : Json.at(tree, "status", "conditions")) {
            if (Json.text(condition, "type").equals(type)
                    && Json.text(condition, "status").equals("True")) {
                return condition;
            }
        }
        return Json.object().path("missing");
    }
}
