package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.plane.Subscription;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one API server: one for each kind and namespace, shared by all operations, running while somebody is
 * subscribed. Only objects that carry an operation's label are watched. Thread-safe.
 */
public final class SharedWatches implements AutoCloseable {
    private final WatchStreams streams;
    private final ApiServer server;
    private final Map<String, NamespaceWatch> watches = new HashMap<>();
    private boolean closed;

    SharedWatches(WatchStreams streams, ApiServer server) {
        this.streams = streams;
        this.server = server;
    }

    /** Asks to be told of changes of one object. */
    public Subscription subscribe(ObjectKey object, Runnable changed) {
        Object key = new Object();
        String path = object.collection();
        synchronized (this) {
            if (closed) {
                return new Watching(null, key);
            }
            NamespaceWatch watch = watches.get(path);
            boolean first = watch == null;
            if (watch == null) {
                ApiRequest list = ApiRequest.get(path).with("labelSelector", MemberNames.OPERATION_LABEL);
                watch = new NamespaceWatch(server, streams, list);
                watches.put(path, watch);
            }
            watch.add(key, object.name(), changed);
            if (first) {
                watch.start();
            }
            return new Watching(watch, key);
        }
    }

    /** The object as a live watch knows it; empty if there is none, or no live watch. */
    public Optional<ObjectNode> known(ObjectKey object) {
        NamespaceWatch watch = at(object);
        return watch == null ? Optional.empty() : watch.get(object.name());
    }

    /** Whether a live watch knows of no such object. It may exist all the same: made just now, or not by us. */
    boolean unknown(ObjectKey object) {
        NamespaceWatch watch = at(object);
        return watch != null && watch.live() && watch.get(object.name()).isEmpty();
    }

    /** Lets a watch know what a request of ours read or wrote. */
    public void offer(ObjectKey object, ObjectNode state) {
        NamespaceWatch watch = at(object);
        if (watch != null) {
            watch.offer(state);
        }
    }

    private synchronized @Nullable NamespaceWatch at(ObjectKey object) {
        return watches.get(object.collection());
    }

    private synchronized void end(NamespaceWatch watch, Object key) {
        if (watch.remove(key)) {
            watches.values().remove(watch);
            watch.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        watches.values().forEach(NamespaceWatch::close);
        watches.clear();
    }

    private final class Watching implements Subscription {
        private final @Nullable NamespaceWatch watch;
        private final Object key;

        Watching(@Nullable NamespaceWatch watch, Object key) {
            this.watch = watch;
            this.key = key;
        }

        @Override
        public Delivery delivery() {
            return watch != null && watch.live() ? Delivery.PUSHED : Delivery.NONE;
        }

        @Override
        public void close() {
            if (watch != null) {
                end(watch, key);
            }
        }
    }
}
