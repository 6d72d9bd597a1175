package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.Json;

/**
 * A pod of a job as it was read. Immutable apart from the tree, which nobody changes.
 *
 * @param tree the object
 */
record PodSight(ObjectNode tree) {
    String name() {
        return Json.text(tree, "metadata", "name");
    }

    String createdAt() {
        return Json.text(tree, "metadata", "creationTimestamp");
    }

    boolean pending() {
        return Json.text(tree, "status", "phase").equals("Pending");
    }

    /** Why it has not started: what the kubelet, else the scheduler, says. */
    String waiting() {
        for (JsonNode container : Json.at(tree, "status", "containerStatuses")) {
            String reason = Json.text(container, "state", "waiting", "reason");
            if (!reason.isEmpty()) {
                return worded(reason, Json.text(container, "state", "waiting", "message"));
            }
        }
        for (JsonNode condition : Json.at(tree, "status", "conditions")) {
            if (Json.text(condition, "type").equals("PodScheduled")
                    && Json.text(condition, "status").equals("False")) {
                return worded(Json.text(condition, "reason"), Json.text(condition, "message"));
            }
        }
        return "no reason is given";
    }

    private static String worded(String reason, String message) {
        return message.isEmpty() ? reason : reason + ": " + MaskedText.of(message);
    }
}
