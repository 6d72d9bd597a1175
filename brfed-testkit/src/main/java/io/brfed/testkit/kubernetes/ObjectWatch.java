package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps somebody informed of all objects of one kind: a list, a watch from there, and a list again from time to time in
 * case the watch lies. It uses no thread of its own; the sinks are called one at a time.
 */
final class ObjectWatch implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 600;

    private final KubernetesHttp http;
    private final OperatorRuntime runtime;
    private final Target target;
    private final Intervals intervals;
    private final Map<String, ObjectNode> known = new HashMap<>();
    private long version;
    private long stream;
    private boolean closed;
    private Flow.@Nullable Subscription subscription;

    /**
     * What is watched and who is told.
     *
     * @param path the collection
     * @param labelSelector which of its objects, URL-encoded; empty for all
     * @param seen an object is new or has changed, or was listed once more
     * @param removed the last known state of an object that is gone
     */
    record Target(String path, String labelSelector, Consumer<ObjectNode> seen, Consumer<ObjectNode> removed) {}

    /**
     * How long to wait.
     *
     * @param retry before a failed request is made again
     * @param relist before everything is listed again
     */
    record Intervals(Duration retry, Duration relist) {}

    ObjectWatch(KubernetesHttp http, OperatorRuntime runtime, Target target, Intervals intervals) {
        this.http = http;
        this.runtime = runtime;
        this.target = target;
        this.intervals = intervals;
    }

    /** Begins; completes when the objects that exist already were delivered. Failures are tried again for ever. */
    CompletableFuture<Void> start() {
        CompletableFuture<Void> listed = new CompletableFuture<>();
        begin(listed);
        return listed;
    }

    private void begin(CompletableFuture<Void> listed) {
        Runnable delivered = () -> {
            listed.complete(null);
            watch();
            runtime.later(intervals.relist(), this::relist);
        };
        list(delivered, () -> runtime.later(intervals.retry(), () -> begin(listed)));
    }

    private void relist() {
        Runnable again = () -> runtime.later(intervals.relist(), this::relist);
        list(again, again);
    }

    /** Whatever was missed between two watches, also by a version that the server has forgotten, is in the list. */
    private void rewatch() {
        list(this::watch, () -> runtime.later(intervals.retry(), this::rewatch));
    }

    private void list(Runnable whenDelivered, Runnable whenFailed) {
        CompletableFuture<HttpReply> answer = http.getAsync(target.path() + query(""));
        Runnable inTime = runtime.later(http.timeout(), () -> answer.cancel(true));
        CompletableFuture<Boolean> unused = answer.thenApply(reply -> {
                    if (reply.ok()) {
                        deliver(reply.tree());
                    }
                    return reply.ok();
                })
                .exceptionally(unreachable -> false)
                .whenComplete((delivered, error) -> {
                    inTime.run();
                    if (!isClosed()) {
                        (delivered ? whenDelivered : whenFailed).run();
                    }
                });
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** A list that is older than what the watch told already would bring deleted objects back. */
    private synchronized void deliver(ObjectNode list) {
        long listVersion = versionOf(list);
        if (closed || listVersion < version) {
            return;
        }
        version = listVersion;
        Set<String> present = new HashSet<>();
        for (JsonNode item : list.path("items")) {
            if (item instanceof ObjectNode object) {
                present.add(Json.text(object, "metadata", "uid"));
                remember(object);
            }
        }
        Set<String> absent = new HashSet<>(known.keySet());
        absent.removeAll(present);
        absent.forEach(uid -> forget(known.get(uid)));
    }

    private void watch() {
        Lines lines;
        String path;
        synchronized (this) {
            if (closed) {
                return;
            }
            lines = new Lines(++stream);
            path = target.path()
                    + query("watch=true&allowWatchBookmarks=true&timeoutSeconds=" + TIMEOUT_SECONDS
                            + "&resourceVersion=" + version);
        }
        CompletableFuture<Boolean> unused = http.stream(path, lines)
                .thenApply(status -> status == 200)
                .exceptionally(cut -> false)
                .whenComplete((ended, error) -> {
                    if (ended) {
                        rewatch();
                    } else {
                        runtime.later(intervals.retry(), this::rewatch);
                    }
                });
    }

    private String query(String parameters) {
        String selector = target.labelSelector().isEmpty() ? "" : "labelSelector=" + target.labelSelector();
        String separator = selector.isEmpty() || parameters.isEmpty() ? "" : "&";
        String all = selector + separator + parameters;
        return all.isEmpty() ? "" : "?" + all;
    }

    private synchronized void line(long from, String line) {
        if (closed || from != stream || line.isEmpty()) {
            return;
        }
        ObjectNode event = Json.parseObject(line);
        String type = Json.text(event, "type");
        if (!(event.get("object") instanceof ObjectNode object) || type.equals("ERROR")) {
            return;
        }
        version = Math.max(version, versionOf(object));
        if (type.equals("DELETED")) {
            forget(object);
        } else if (!type.equals("BOOKMARK")) {
            remember(object);
        }
    }

    private void remember(ObjectNode object) {
        known.put(Json.text(object, "metadata", "uid"), object);
        target.seen().accept(object);
    }

    private void forget(@Nullable ObjectNode object) {
        if (object != null && known.remove(Json.text(object, "metadata", "uid")) != null) {
            target.removed().accept(object);
        }
    }

    /** The version as a number, as every API server gives it out today; 0 if it is none. */
    static long versionOf(JsonNode object) {
        String version = Json.text(object, "metadata", "resourceVersion");
        return version.matches("\\d{1,18}") ? Long.parseLong(version) : 0;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private synchronized boolean opened(long from, Flow.Subscription opened) {
        if (closed || from != stream) {
            return false;
        }
        subscription = opened;
        return true;
    }

    /** The lines of one watch. */
    private final class Lines implements Flow.Subscriber<String> {
        private final long number;

        private Lines(long number) {
            this.number = number;
        }

        @Override
        public void onSubscribe(Flow.Subscription opened) {
            if (opened(number, opened)) {
                opened.request(Long.MAX_VALUE);
            } else {
                opened.cancel();
            }
        }

        @Override
        public void onNext(String text) {
            line(number, text);
        }

        @Override
        public void onError(Throwable error) {
            // The future of the stream fails with the same error, and that opens the next watch.
        }

        @Override
        public void onComplete() {
            // As for an error.
        }
    }
}
