package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One line of a watch. */
final class WatchEvent {

    private final String type;
    private final byte[] object;

    private WatchEvent(String type, byte[] object) {
        this.type = type;
        this.object = object;
    }

    /** What a change is to somebody who sees only the selected objects; empty if it is nothing to them. */
    static Optional<WatchEvent> of(Change change, Selection selection) {
        boolean before = selection.matches(change.before());
        boolean after = change.type() != Change.Type.DELETED && selection.matches(change.after());
        if (after) {
            return Optional.of(
                    new WatchEvent(before ? "MODIFIED" : "ADDED", change.after().json()));
        }
        return before ? Optional.of(new WatchEvent("DELETED", lastSeen(change))) : Optional.empty();
    }

    static WatchEvent added(StoredObject object) {
        return new WatchEvent("ADDED", object.json());
    }

    static WatchEvent bookmark(ResourceKind kind, long version, boolean endOfInitialEvents) {
        ObjectNode object = Json.object().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", String.valueOf(version));
        if (endOfInitialEvents) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return new WatchEvent("BOOKMARK", Json.bytes(object));
    }

    static WatchEvent error(ApiRefusalException failure) {
        return new WatchEvent("ERROR", Json.bytes(failure.status()));
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
        out.write(object);
        out.write("}\n".getBytes(StandardCharsets.UTF_8));
    }

    /** An object that left the selection is shown as it last was in it, with the version of the change. */
    private static byte[] lastSeen(Change change) {
        StoredObject before = change.before();
        if (before == null || change.type() == Change.Type.DELETED) {
            return change.after().json();
        }
        ObjectNode tree = before.copy();
        Json.child(tree, "metadata").put("resourceVersion", String.valueOf(change.version()));
        return Json.bytes(tree);
    }
}
