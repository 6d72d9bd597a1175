package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A {@code Backup} or {@code Restore} as its data plane knows it, and the writes to it. Status is not a subresource, so
 * all writes go to the object itself; each carries the version it was based on and is tried again on a conflict.
 * Everything but {@link #offer} belongs to the lane of the object.
 */
final class ManagedObject {

    private static final int ATTEMPTS = 12;

    private final MemberKind kind;
    private final KubernetesHttp http;
    private final OperatorRuntime runtime;
    private final OperatorJournal journal;
    private volatile ObjectNode newest;
    private List<ConditionWritten> doubtful = List.of();

    ManagedObject(MemberKind kind, OperatorEnvironment environment, ObjectNode first) {
        this.kind = kind;
        this.http = environment.http();
        this.runtime = environment.runtime();
        this.journal = environment.journal();
        this.newest = first;
    }

    /** Takes a state that was seen, unless a newer one is known. From any thread. */
    synchronized void offer(ObjectNode seen) {
        if (ObjectWatch.versionOf(seen) >= ObjectWatch.versionOf(newest)) {
            newest = seen;
        }
    }

    MemberKind kind() {
        return kind;
    }

    ObjectNode tree() {
        return newest;
    }

    String name() {
        return Json.text(tree(), "metadata", "name");
    }

    String namespace() {
        return Json.text(tree(), "metadata", "namespace");
    }

    String uid() {
        return Json.text(tree(), "metadata", "uid");
    }

    boolean deleting() {
        return !Json.text(tree(), "metadata", "deletionTimestamp").isEmpty();
    }

    /** The text of a field of the spec, empty if it is absent. */
    String spec(String... path) {
        return Json.text(tree().path("spec"), path);
    }

    String status(String field) {
        return Json.text(tree(), "status", field);
    }

    /** Whether an entry of that type has the status True. */
    boolean is(String type) {
        return condition(type)
                .filter(entry -> Json.text(entry, "status").equals("True"))
                .isPresent();
    }

    boolean isWithReason(String type, String reason) {
        return condition(type)
                .filter(entry -> Json.text(entry, "reason").equals(reason))
                .isPresent();
    }

    Optional<JsonNode> condition(String type) {
        return tree().path("status")
                .path("conditions")
                .valueStream()
                .filter(entry -> Json.text(entry, "type").equals(type))
                .findFirst();
    }

    boolean hasFinalizer(String finalizer) {
        return finalizers().valueStream().anyMatch(known -> known.asText().equals(finalizer));
    }

    void addFinalizer(String finalizer) {
        if (!hasFinalizer(finalizer)) {
            ArrayNode next = finalizers().deepCopy().add(finalizer);
            write(() -> metadataPatch(next));
        }
    }

    /** Removes it; the object may be gone then. */
    void removeFinalizer(String finalizer) {
        write(() -> {
            ArrayNode next = finalizers().deepCopy();
            next.removeIf(known -> known.asText().equals(finalizer));
            return metadataPatch(next);
        });
    }

    /** Changes the status; nothing is sent if the change changes nothing. */
    void edit(Consumer<StatusEdit> change) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            StatusEdit edit = new StatusEdit(kind, tree().path("status"), runtime.now());
            change.accept(edit);
            ObjectNode status = edit.patch();
            if (status.isEmpty()) {
                settle();
                return;
            }
            ObjectNode patch = Json.object();
            patch.set("status", status);
            doubtful = entries(edit);
            if (send(patch)) {
                settle();
                return;
            }
        }
        throw conflicts();
    }

    private List<ConditionWritten> entries(StatusEdit edit) {
        Instant now = runtime.now();
        return edit.written().stream()
                .map(content -> new ConditionWritten(kind.kind(), namespace(), name(), content, now))
                .toList();
    }

    /** Puts into the journal what has arrived of the last write, also if its answer was lost. */
    void settle() {
        doubtful.stream().filter(this::arrived).forEach(journal::add);
        doubtful = doubtful.stream().filter(entry -> !arrived(entry)).toList();
    }

    /** The phase tells a condition that was written once more from the one that was True before. */
    private boolean arrived(ConditionWritten entry) {
        return status("phase").equals(entry.type())
                && condition(entry.type())
                        .filter(known -> Json.text(known, "status")
                                        .equals(entry.content().status())
                                && Json.text(known, "reason")
                                        .equals(entry.content().reason()))
                        .isPresent();
    }

    /** Writes one condition, True. */
    void conditionTrue(String type) {
        edit(status -> status.condition(type));
    }

    private interface Patch {
        ObjectNode next();
    }

    private void write(Patch patch) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (send(patch.next())) {
                return;
            }
        }
        throw conflicts();
    }

    private ServerUnavailableException conflicts() {
        return new ServerUnavailableException(
                kind.kind() + " " + namespace() + "/" + name() + " changed during each of " + ATTEMPTS + " writes");
    }

    private ObjectNode metadataPatch(ArrayNode finalizers) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").set("finalizers", finalizers);
        return patch;
    }

    private ArrayNode finalizers() {
        return tree().path("metadata").path("finalizers") instanceof ArrayNode known
                ? known
                : Json.object().putArray("none");
    }

    /** Sends a patch that is based on the state known here; false after a conflict, with the newest state read. */
    private boolean send(ObjectNode patch) {
        Json.child(patch, "metadata").put("resourceVersion", Json.text(tree(), "metadata", "resourceVersion"));
        HttpReply reply = http.mergePatch(path(), patch);
        if (reply.conflict()) {
            refresh();
            return false;
        }
        accept(reply);
        return true;
    }

    private void refresh() {
        accept(http.get(path()));
    }

    private void accept(HttpReply reply) {
        if (reply.notFound()) {
            throw new ObjectGoneException(kind.kind() + " " + path() + " is gone");
        }
        if (!reply.ok()) {
            throw new ServerUnavailableException(
                    "writing " + kind.kind() + " " + path() + " was refused: " + reply.message());
        }
        if (!Json.text(reply.tree(), "metadata", "uid").equals(uid())) {
            throw new ObjectGoneException("another " + kind.kind() + " has the name " + path());
        }
        offer(reply.tree());
    }

    private String path() {
        return kind.collection(namespace()) + "/" + name();
    }
}
