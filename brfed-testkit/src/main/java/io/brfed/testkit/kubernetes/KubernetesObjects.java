package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The objects of an embedded server, reached without HTTP: for tests to prepare and to look at. Writes go through the
 * same rules and reach the same watches as those of clients, with three differences: no access rules or faults apply,
 * {@code status} is written with the object whatever the kind, and a field that the schema does not know is refused
 * rather than removed. Trees that are returned are copies. Safe for use by several threads.
 *
 * <p>Where a method takes a resource, it is the plural of the kind, such as {@code backups}; a namespace is empty for
 * kinds without. What the server would refuse with a {@code Status} is an {@link IllegalArgumentException} with its
 * message.
 *
 * @since 0.1.0
 */
public final class KubernetesObjects {

    private final ResourceKinds kinds;
    private final ObjectStore store;
    private final ResourceWrites writes;

    KubernetesObjects(ResourceKinds kinds, ObjectStore store, ResourceWrites writes) {
        this.kinds = kinds;
        this.store = store;
        this.writes = writes;
    }

    /**
     * Makes an object.
     *
     * @param json the object, with apiVersion, kind, name and, where the kind has them, namespace
     * @return the object as stored
     */
    public ObjectNode create(String json) {
        ObjectNode object = Json.parseObject(Objects.requireNonNull(json, "json"));
        ApiTarget target = targetOf(object);
        ApiTarget collection = new ApiTarget(target.kind(), target.namespace(), "", "");
        return refusing(() -> writes.create(collection, object, WriteMode.IN_PROCESS));
    }

    /**
     * Makes an object, or replaces the one of that name. A resourceVersion is a precondition if it is there.
     *
     * @param json the object, with apiVersion, kind, name and, where the kind has them, namespace
     * @return the object as stored
     */
    public ObjectNode put(String json) {
        ObjectNode object = Json.parseObject(Objects.requireNonNull(json, "json"));
        ApiTarget target = targetOf(object);
        ApiTarget collection = new ApiTarget(target.kind(), target.namespace(), "", "");
        return refusing(() -> store.locked(() -> store.find(target.key()).isPresent()
                ? writes.update(target, object, WriteMode.IN_PROCESS)
                : writes.create(collection, object, WriteMode.IN_PROCESS)));
    }

    /**
     * Merges a JSON merge patch into an object; null removes a field.
     *
     * @param resource plural of the kind
     * @param namespace namespace
     * @param name name
     * @param patch the patch
     * @return the object as stored
     */
    public ObjectNode mergePatch(String resource, String namespace, String name, String patch) {
        ObjectNode tree = Json.parseObject(Objects.requireNonNull(patch, "patch"));
        return change(resource, namespace, name, object -> MergePatch.apply(object, tree));
    }

    /**
     * Changes an object by a function of its current state, with no other write in between.
     *
     * @param resource plural of the kind
     * @param namespace namespace
     * @param name name
     * @param change takes a copy of the object, which it may change and return
     * @return the object as stored
     */
    public ObjectNode change(String resource, String namespace, String name, UnaryOperator<ObjectNode> change) {
        Objects.requireNonNull(change, "change");
        ApiTarget target = target(resource, namespace, name);
        // What a caller builds by hand may hold other number nodes than what was parsed from JSON.
        UnaryOperator<ObjectNode> normal = object -> Json.parseObject(Json.bytes(change.apply(object)));
        return refusing(() -> writes.patch(target, normal, WriteMode.IN_PROCESS));
    }

    /**
     * Deletes an object as a client would: while it has finalizers it is only marked.
     *
     * @param resource plural of the kind
     * @param namespace namespace
     * @param name name
     */
    public void delete(String resource, String namespace, String name) {
        ObjectKey key = target(resource, namespace, name).key();
        refusing(() -> writes.delete(key, DeleteOptions.NONE));
    }

    /**
     * Looks an object up.
     *
     * @param resource plural of the kind
     * @param namespace namespace
     * @param name name
     * @return a copy of the object, empty if there is none
     */
    public Optional<ObjectNode> find(String resource, String namespace, String name) {
        return store.find(target(resource, namespace, name).key()).map(StoredObject::copy);
    }

    /**
     * Returns an object.
     *
     * @param resource plural of the kind
     * @param namespace namespace
     * @param name name
     * @return a copy of the object
     * @throws NoSuchElementException if there is none
     */
    public ObjectNode get(String resource, String namespace, String name) {
        return find(resource, namespace, name)
                .orElseThrow(() -> new NoSuchElementException("no object " + name + " among the " + resource
                        + (namespace.isEmpty() ? "" : " of namespace " + namespace)));
    }

    /**
     * Returns all objects of a kind.
     *
     * @param resource plural of the kind
     * @param namespace namespace, empty for all
     * @return copies, sorted by namespace and name
     */
    public List<ObjectNode> list(String resource, String namespace) {
        return store.list(kinds.named(resource), namespace).stream()
                .map(StoredObject::copy)
                .toList();
    }

    /**
     * Returns the resourceVersion of the last write.
     *
     * @return the version
     */
    public long version() {
        return store.version();
    }

    /**
     * Lets watches go on from no version up to the current one any more, as if the server had forgotten all changes
     * until now.
     */
    public void forgetHistory() {
        store.locked(() -> {
            store.history().forget(store.version());
            return store;
        });
    }

    /**
     * Calls a listener with every write, in the order of writes, before the client that wrote is answered and before
     * the next write. The listener must be quick; an exception from it goes to who wrote.
     *
     * @param listener the listener
     * @return closing it ends the calls
     */
    public Subscription onWrite(Consumer<ObjectWrite> listener) {
        Objects.requireNonNull(listener, "listener");
        Consumer<Change> internal = change -> listener.accept(ObjectWrite.of(change, MonotonicTime.now()));
        store.listen(internal);
        return () -> store.stopListening(internal);
    }

    /**
     * What ends the calls to a listener.
     *
     * @since 0.1.0
     */
    public interface Subscription extends AutoCloseable {

        @Override
        void close();
    }

    private ApiTarget target(String resource, String namespace, String name) {
        return new ApiTarget(
                kinds.named(Objects.requireNonNull(resource, "resource")),
                Objects.requireNonNull(namespace, "namespace"),
                Objects.requireNonNull(name, "name"),
                "");
    }

    private ApiTarget targetOf(ObjectNode object) {
        ResourceKind kind = kinds.of(Json.text(object, "apiVersion"), Json.text(object, "kind"));
        return new ApiTarget(
                kind, Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"), "");
    }

    private static ObjectNode refusing(Supplier<StoredObject> write) {
        try {
            return write.get().copy();
        } catch (ApiRefusalException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
