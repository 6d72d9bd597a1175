package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What goes when an object goes: the objects of a namespace, and where the server collects garbage, what it owned. */
final class Dependants {

    private final ObjectStore store;
    private final ResourceWrites writes;
    private final ServerSettings settings;

    Dependants(ObjectStore store, ResourceWrites writes, ServerSettings settings) {
        this.store = store;
        this.writes = writes;
        this.settings = settings;
    }

    void ownerRemoved(StoredObject removed, boolean orphan) {
        if (removed.key().kind().equals(ResourceKinds.NAMESPACES)) {
            emptyNamespace(removed.key().name());
        }
        if (settings.collectGarbage()) {
            String uid = removed.uid();
            store.everything().stream()
                    .filter(object -> refersTo(object.tree(), uid))
                    .forEach(object -> release(object, uid, orphan));
        }
    }

    private void emptyNamespace(String namespace) {
        store.everything().stream()
                .filter(object -> object.key().kind().namespaced()
                        && object.key().namespace().equals(namespace))
                .forEach(this::deleteIfPresent);
    }

    /** Another dependant's deletion may have taken this one along already. */
    private void deleteIfPresent(StoredObject object) {
        if (store.find(object.key()).isPresent()) {
            writes.delete(object.key(), DeleteOptions.NONE);
        }
    }

    private void release(StoredObject object, String ownerUid, boolean orphan) {
        Optional<StoredObject> current = store.find(object.key());
        if (current.isEmpty() || !refersTo(current.get().tree(), ownerUid)) {
            return;
        }
        ObjectNode next = current.get().copy();
        ArrayNode owners = next.path("metadata").withArray("ownerReferences");
        owners.removeIf(owner -> Json.text(owner, "uid").equals(ownerUid));
        if (owners.isEmpty() && !orphan) {
            writes.delete(object.key(), DeleteOptions.NONE);
        } else {
            store.put(object.key(), next);
        }
    }

    private static boolean refersTo(ObjectNode object, String ownerUid) {
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            if (Json.text(owner, "uid").equals(ownerUid)) {
                return true;
            }
        }
        return false;
    }
}
