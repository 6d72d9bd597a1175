package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of a member's status by the rules of TiDB Operator: one entry per condition type, the phase is the type that
 * was written last, times have second precision.
 */
final class StatusEdit {

    private final MemberKind kind;
    private final ObjectNode before;
    private final ObjectNode status;
    private final String now;
    private final List<ConditionWritten.Content> written = new ArrayList<>();

    StatusEdit(MemberKind kind, JsonNode before, Instant now) {
        this.kind = kind;
        this.before = before instanceof ObjectNode object ? object : Json.object();
        this.status = this.before.deepCopy();
        this.now = time(now);
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    StatusEdit condition(String type) {
        return condition(type, "", "");
    }

    StatusEdit condition(String type, String reason, String message) {
        return condition(new ConditionWritten.Content(type, "True", reason, message));
    }

    StatusEdit condition(ConditionWritten.Content content) {
        ObjectNode entry = entry(content.type());
        boolean phaseMoved = !Json.text(status, "phase").equals(content.type());
        boolean renewed =
                !Json.text(entry, "status").equals(content.status()) || (kind == MemberKind.BACKUP && phaseMoved);
        entry.put("type", content.type()).put("status", content.status());
        if (renewed) {
            entry.put("lastTransitionTime", now);
        }
        text(entry, "reason", content.reason());
        text(entry, "message", content.message());
        status.put("phase", content.type());
        written.add(content);
        return this;
    }

    StatusEdit put(String field, String value) {
        status.put(field, value);
        return this;
    }

    StatusEdit put(String field, long value) {
        status.put(field, value);
        return this;
    }

    /** Sets a field to the time of the edit. */
    StatusEdit putNow(String field) {
        return put(field, now);
    }

    StatusEdit putNowIfAbsent(String field) {
        return Json.text(status, field).isEmpty() ? putNow(field) : this;
    }

    StatusEdit progress(String step, int percent) {
        ArrayNode progresses = array("progresses");
        for (JsonNode progress : progresses) {
            if (Json.text(progress, "step").equals(step) && progress instanceof ObjectNode known) {
                known.put("progress", percent).put("lastTransitionTime", now);
                return this;
            }
        }
        progresses.addObject().put("step", step).put("progress", percent).put("lastTransitionTime", now);
        return this;
    }

    /** What has to be sent: the fields that differ from before; empty if nothing does. */
    ObjectNode patch() {
        ObjectNode patch = Json.object();
        status.properties().forEach(field -> {
            if (!field.getValue().equals(before.get(field.getKey()))) {
                patch.set(field.getKey(), field.getValue());
            }
        });
        return patch;
    }

    /** The conditions that the edit wrote, in order. */
    List<ConditionWritten.Content> written() {
        return List.copyOf(written);
    }

    private ObjectNode entry(String type) {
        ArrayNode conditions = array("conditions");
        for (JsonNode condition : conditions) {
            if (Json.text(condition, "type").equals(type) && condition instanceof ObjectNode known) {
                return known;
            }
        }
        return conditions.addObject();
    }

    private ArrayNode array(String field) {
        return status.get(field) instanceof ArrayNode known ? known : status.putArray(field);
    }

    private static void text(ObjectNode entry, String field, String value) {
        if (value.isEmpty()) {
            entry.remove(field);
        } else {
            entry.put(field, value);
        }
    }
}
