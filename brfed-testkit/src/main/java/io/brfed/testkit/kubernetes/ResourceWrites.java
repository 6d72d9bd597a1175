package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Create, update, patch and delete, with the rules that an API server keeps. */
final class ResourceWrites {

    private static final List<String> OWNED_BY_SERVER =
            List.of("uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds");
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final ObjectStore store;
    private final ServerSettings settings;
    private final Dependants dependants;

    ResourceWrites(ObjectStore store, ServerSettings settings) {
        this.store = store;
        this.settings = settings;
        this.dependants = new Dependants(store, this, settings);
    }

    /** Makes an object from the body, which this method may change. */
    StoredObject create(ApiTarget target, ObjectNode body, WriteMode mode) {
        return store.locked(() -> {
            Admission.checkIdentity(target, body);
            checkNamespace(target);
            ObjectNode metadata = Json.child(body, "metadata");
            if (!Json.text(metadata, "resourceVersion").isEmpty()) {
                throw ApiRefusalException.badRequest("resourceVersion should not be set on objects to be created");
            }
            stampNew(target, body, mode);
            Admission.admit(target.kind(), body, mode);
            ObjectKey key = new ObjectKey(target.kind(), target.namespace(), Json.text(metadata, "name"));
            if (store.find(key).isPresent()) {
                throw ApiRefusalException.alreadyExists(target.kind(), key.name());
            }
            return mode.dryRun() ? new StoredObject(key, body, store.version()) : store.put(key, body);
        });
    }

    /** Replaces an object by the body, which this method may change. */
    StoredObject update(ApiTarget target, ObjectNode body, WriteMode mode) {
        return store.locked(() -> {
            StoredObject current = require(target.key());
            Admission.checkIdentity(target, body);
            String version = Json.text(body, "metadata", "resourceVersion");
            if (version.isEmpty() && target.kind().is(ResourceKind.Trait.VERSION_REQUIRED) && !mode.wholeObject()) {
                throw ApiRefusalException.invalid(
                        target.kind(),
                        target.name(),
                        List.of(FieldViolation.invalid(
                                "metadata.resourceVersion", "0x0", "must be specified for an update")));
            }
            return replace(target, current, body, mode);
        });
    }

    /** Changes an object by a function of its current tree. */
    StoredObject patch(ApiTarget target, UnaryOperator<ObjectNode> patch, WriteMode mode) {
        return store.locked(() -> {
            StoredObject current = require(target.key());
            ObjectNode patched = patch.apply(current.copy());
            Admission.checkIdentity(target, patched);
            return replace(target, current, patched, mode);
        });
    }

    /** Deletes an object, or marks it as being deleted while it has finalizers; returns its last state. */
    StoredObject delete(ObjectKey key, DeleteOptions options) {
        return store.locked(() -> {
            StoredObject current = require(key);
            checkPreconditions(current, options);
            if (options.dryRun()) {
                return current;
            }
            if (hasFinalizers(current.tree())) {
                return current.deleting() ? current : store.put(key, markedDeleting(current));
            }
            return remove(current, current.copy(), options.orphan());
        });
    }

    StoredObject require(ObjectKey key) {
        return store.find(key).orElseThrow(() -> ApiRefusalException.notFound(key.kind(), key.name()));
    }

    private StoredObject replace(ApiTarget target, StoredObject current, ObjectNode body, WriteMode mode) {
        checkVersion(current, body);
        ObjectNode next = target.status() ? withStatus(current.copy(), body.get("status")) : body;
        if (!target.status() && target.kind().statusSubresource() && !mode.wholeObject()) {
            withStatus(next, current.tree().get("status"));
        }
        keepServerFields(current, next);
        checkNewFinalizers(current, next);
        Admission.admit(target.kind(), next, mode);
        if (next.equals(current.tree())) {
            return current;
        }
        raiseGeneration(current, next);
        if (mode.dryRun()) {
            return new StoredObject(current.key(), next, current.version());
        }
        if (current.deleting() && !hasFinalizers(next)) {
            return remove(current, next, false);
        }
        return store.put(current.key(), next);
    }

    private StoredObject remove(StoredObject current, ObjectNode lastState, boolean orphan) {
        StoredObject removed = store.remove(current.key(), lastState);
        dependants.ownerRemoved(removed, orphan);
        return removed;
    }

    private void stampNew(ApiTarget target, ObjectNode body, WriteMode mode) {
        ObjectNode metadata = Json.child(body, "metadata");
        metadata.remove(OWNED_BY_SERVER);
        MetadataRules.tidy(metadata);
        String prefix = Json.text(metadata, "generateName");
        if (Json.text(metadata, "name").isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", prefix + randomSuffix());
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now());
        if (target.kind().is(ResourceKind.Trait.GENERATION)) {
            metadata.put("generation", 1);
        }
        if (target.kind().statusSubresource() && !mode.wholeObject()) {
            body.remove("status");
        }
        firstPhase(target.kind(), body);
    }

    private static void firstPhase(ResourceKind kind, ObjectNode body) {
        if (kind.custom() || body.path("status").has("phase")) {
            return;
        }
        switch (kind.plural()) {
            case "pods" -> Json.child(body, "status").put("phase", "Pending");
            case "namespaces" -> Json.child(body, "status").put("phase", "Active");
            default -> {
                // The other kinds start without a status.
            }
        }
    }

    private void checkNamespace(ApiTarget target) {
        if (!target.kind().namespaced() || !settings.checkNamespaces()) {
            return;
        }
        ObjectKey namespace = new ObjectKey(ResourceKinds.NAMESPACES, "", target.namespace());
        if (store.find(namespace).isEmpty()) {
            throw ApiRefusalException.notFound(ResourceKinds.NAMESPACES, target.namespace());
        }
    }

    private static void checkVersion(StoredObject current, ObjectNode body) {
        String version = Json.text(body, "metadata", "resourceVersion");
        if (!version.isEmpty() && !version.equals(String.valueOf(current.version()))) {
            throw ApiRefusalException.stale(current.key().kind(), current.key().name());
        }
        checkUid(current, Json.text(body, "metadata", "uid"));
    }

    private static void checkPreconditions(StoredObject current, DeleteOptions options) {
        checkUid(current, options.uid());
        if (!options.version().isEmpty() && !options.version().equals(String.valueOf(current.version()))) {
            throw ApiRefusalException.conflict(
                    current.key().kind(),
                    current.key().name(),
                    "Precondition failed: ResourceVersion in precondition: " + options.version()
                            + ", ResourceVersion in object meta: " + current.version());
        }
    }

    private static void checkUid(StoredObject current, String uid) {
        if (!uid.isEmpty() && !uid.equals(current.uid())) {
            throw ApiRefusalException.conflict(
                    current.key().kind(),
                    current.key().name(),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + current.uid());
        }
    }

    private static void checkNewFinalizers(StoredObject current, ObjectNode next) {
        if (!current.deleting()) {
            return;
        }
        List<String> before = finalizers(current.tree());
        List<String> added = finalizers(next).stream()
                .filter(finalizer -> !before.contains(finalizer))
                .toList();
        if (!added.isEmpty()) {
            throw ApiRefusalException.invalid(
                    current.key().kind(),
                    current.key().name(),
                    List.of(FieldViolation.forbidden(
                            "metadata.finalizers",
                            "no new finalizers can be added if the object is being deleted, found new finalizers "
                                    + added)));
        }
    }

    private static void keepServerFields(StoredObject current, ObjectNode next) {
        ObjectNode metadata = Json.child(next, "metadata");
        JsonNode currentMetadata = current.tree().path("metadata");
        MetadataRules.tidy(metadata);
        for (String field : OWNED_BY_SERVER) {
            JsonNode value = currentMetadata.get(field);
            if (value == null) {
                metadata.remove(field);
            } else {
                metadata.set(field, value);
            }
        }
        metadata.put("resourceVersion", String.valueOf(current.version()));
    }

    private static void raiseGeneration(StoredObject current, ObjectNode next) {
        if (!current.key().kind().is(ResourceKind.Trait.GENERATION)) {
            return;
        }
        if (!essence(current.key().kind(), current.tree())
                .equals(essence(current.key().kind(), next))) {
            raiseGeneration(next);
        }
    }

    private static void raiseGeneration(ObjectNode object) {
        ObjectNode metadata = Json.child(object, "metadata");
        metadata.put("generation", metadata.path("generation").asLong(0) + 1);
    }

    /** The part of an object whose change raises its generation. */
    private static ObjectNode essence(ResourceKind kind, ObjectNode object) {
        ObjectNode essence = object.deepCopy();
        essence.remove("metadata");
        if (kind.statusSubresource()) {
            essence.remove("status");
        }
        return essence;
    }

    private ObjectNode markedDeleting(StoredObject current) {
        ObjectNode next = current.copy();
        Json.child(next, "metadata").put("deletionTimestamp", now()).put("deletionGracePeriodSeconds", 0);
        if (current.key().kind().is(ResourceKind.Trait.GENERATION)) {
            raiseGeneration(next);
        }
        return next;
    }

    private static ObjectNode withStatus(ObjectNode object, @Nullable JsonNode status) {
        Optional.ofNullable(status)
                .ifPresentOrElse(present -> object.set("status", present.deepCopy()), () -> object.remove("status"));
        return object;
    }

    private static boolean hasFinalizers(ObjectNode object) {
        return !finalizers(object).isEmpty();
    }

    private static List<String> finalizers(ObjectNode object) {
        return object.path("metadata")
                .path("finalizers")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private String now() {
        return settings.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String randomSuffix() {
        StringBuilder suffix = new StringBuilder();
        ThreadLocalRandom.current()
                .ints(5, 0, SUFFIX_LETTERS.length())
                .forEach(letter -> suffix.append(SUFFIX_LETTERS.charAt(letter)));
        return suffix.toString();
    }
}
