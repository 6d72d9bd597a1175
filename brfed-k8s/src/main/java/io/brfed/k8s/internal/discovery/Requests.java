package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.ApiAnswer;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Limit;
import io.brfed.k8s.internal.Listing;
import io.brfed.k8s.internal.ObjectKey;
import io.brfed.k8s.internal.Stages;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Reads from one API server, all with the same limit. Thread-safe. */
public final class Requests {
    private static final int AT_A_TIME = 16;
    private static final int NOT_FOUND = 404;

    private final ApiServer server;
    private final Limit limit;

    /** Reads until the limit. */
    public Requests(ApiServer server, Limit limit) {
        this.server = server;
        this.limit = limit;
    }

    /** The name of the server, for messages. */
    String server() {
        return server.name();
    }

    CompletionStage<ApiAnswer> send(ApiRequest request) {
        return server.send(request, limit);
    }

    /** All objects of a kind in a namespace that carry the labels. */
    CompletionStage<List<ObjectNode>> labelled(ApiResource kind, String namespace, Map<String, String> labels) {
        String selector = labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .reduce((a, b) -> a + "," + b)
                .orElse("");
        return new Listing(server, limit).all(ApiRequest.get(kind.in(namespace)).with("labelSelector", selector));
    }

    /** All objects of a kind in a namespace. */
    CompletionStage<List<ObjectNode>> all(ApiResource kind, String namespace) {
        return new Listing(server, limit).all(ApiRequest.get(kind.in(namespace)));
    }

    /** The objects of these names; those that do not exist are missing. Without a namespace if that is empty. */
    CompletionStage<Map<String, ObjectNode>> named(ApiResource kind, String namespace, Collection<String> names) {
        return many(names, name -> get(kind, namespace, name)).thenApply(found -> {
            Map<String, ObjectNode> objects = new LinkedHashMap<>();
            found.forEach((name, object) -> object.ifPresent(present -> objects.put(name, present)));
            return objects;
        });
    }

    /** Asks one question for each item, a few at a time; fails with the first that fails. */
    public <K, V> CompletionStage<Map<K, V>> many(Collection<K> items, Function<K, CompletionStage<V>> question) {
        List<K> queue = List.copyOf(items);
        Map<K, V> answers = new ConcurrentHashMap<>();
        AtomicInteger next = new AtomicInteger();
        CompletableFuture<Map<K, V>> result = new CompletableFuture<>();
        int lanes = Math.min(AT_A_TIME, queue.size());
        AtomicInteger open = new AtomicInteger(lanes);
        for (int i = 0; i < lanes; i++) {
            lane(queue, next, answers, question).whenComplete((done, error) -> {
                if (error != null) {
                    next.set(queue.size());
                    result.completeExceptionally(Stages.cause(error));
                } else if (open.decrementAndGet() == 0) {
                    result.complete(answers);
                }
            });
        }
        if (lanes == 0) {
            result.complete(answers);
        }
        return result;
    }

    private <K, V> CompletionStage<Void> lane(
            List<K> queue, AtomicInteger next, Map<K, V> answers, Function<K, CompletionStage<V>> question) {
        int index = next.getAndIncrement();
        if (index >= queue.size()) {
            return CompletableFuture.allOf();
        }
        K item = queue.get(index);
        return question.apply(item).thenCompose(answer -> {
            answers.put(item, answer);
            return lane(queue, next, answers, question);
        });
    }

    private CompletionStage<Optional<ObjectNode>> get(ApiResource kind, String namespace, String name) {
        String path = namespace.isEmpty() ? kind.path(name) : new ObjectKey(kind, namespace, name).path();
        return server.send(ApiRequest.get(path), limit)
                .thenApply(answer -> answer.code() == NOT_FOUND ? Optional.empty() : Optional.of(answer.orThrow()));
    }
}
