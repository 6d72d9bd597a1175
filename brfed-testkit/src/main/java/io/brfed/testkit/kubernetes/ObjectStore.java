package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All objects of one server, with one counter for resourceVersion. Everything happens under one lock, so that writes,
 * their versions and what watches are told are in one order.
 */
final class ObjectStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Map<String, StoredObject>> objects = new TreeMap<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final ChangeHistory history;
    private long version = 1;

    ObjectStore(int historyLimit) {
        this.history = new ChangeHistory(historyLimit);
    }

    /** Runs the action as one step that nothing comes between. */
    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Listeners are called in the order of the writes, under the lock. */
    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void stopListening(Consumer<Change> listener) {
        listeners.remove(listener);
    }

    long version() {
        return locked(() -> version);
    }

    ChangeHistory history() {
        return history;
    }

    Optional<StoredObject> find(ObjectKey key) {
        return locked(() -> Optional.ofNullable(kindOf(key).get(key.path())));
    }

    /** All objects of a kind in a namespace (empty: in all), sorted by namespace and name. */
    List<StoredObject> list(ResourceKind kind, String namespace) {
        return locked(() -> objects.getOrDefault(kind.qualifiedPlural(), new TreeMap<>()).values().stream()
                .filter(object ->
                        namespace.isEmpty() || object.key().namespace().equals(namespace))
                .toList());
    }

    /** All objects of every kind. */
    List<StoredObject> everything() {
        return locked(() -> {
            List<StoredObject> all = new ArrayList<>();
            objects.values().forEach(kind -> all.addAll(kind.values()));
            return all;
        });
    }

    /** Stores a new version of the object, made from the tree, which the store owns from now on. */
    StoredObject put(ObjectKey key, ObjectNode tree) {
        return locked(() -> {
            StoredObject after = next(key, tree);
            StoredObject before = kindOf(key).put(key.path(), after);
            publish(new Change(before == null ? Change.Type.ADDED : Change.Type.MODIFIED, before, after));
            return after;
        });
    }

    /** Removes the object; the tree is its last state. */
    StoredObject remove(ObjectKey key, ObjectNode tree) {
        return locked(() -> {
            StoredObject after = next(key, tree);
            StoredObject before = kindOf(key).remove(key.path());
            publish(new Change(Change.Type.DELETED, before, after));
            return after;
        });
    }

    private StoredObject next(ObjectKey key, ObjectNode tree) {
        version++;
        Json.child(tree, "metadata").put("resourceVersion", String.valueOf(version));
        return new StoredObject(key, tree, version);
    }

    private void publish(Change change) {
        history.add(change);
        listeners.forEach(listener -> listener.accept(change));
    }

    private Map<String, StoredObject> kindOf(ObjectKey key) {
        return objects.computeIfAbsent(key.kind().qualifiedPlural(), kind -> new TreeMap<>());
    }
}
