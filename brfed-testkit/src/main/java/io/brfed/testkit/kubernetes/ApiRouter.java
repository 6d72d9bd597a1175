package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Finds out what a request is about and answers it; watches excepted, which are not answered but served. */
final class ApiRouter {

    private final ResourceKinds kinds;
    private final ObjectStore store;
    private final ResourceWrites writes;
    private final ListPages pages;
    private final AccessReviews reviews;
    private final Discovery discovery;
    private final PodLogs logs;

    ApiRouter(ResourceKinds kinds, ObjectStore store, ResourceWrites writes, Sides sides) {
        this.kinds = kinds;
        this.store = store;
        this.writes = writes;
        this.pages = new ListPages(store);
        this.reviews = new AccessReviews(sides.rules());
        this.logs = sides.logs();
        this.discovery = new Discovery(kinds);
    }

    /** What the request is about, empty if there is no such thing. */
    Optional<ApiTarget> target(ApiRequest request) {
        return request.path()
                .flatMap(path -> kinds.find(path.group(), path.version(), path.resource())
                        .map(kind -> new ApiTarget(kind, path.namespace(), path.name(), path.subresource())))
                .filter(ApiRouter::exists);
    }

    Answer answer(ApiRequest request) {
        if (request.path().isEmpty()) {
            return discovery.answer(request.rawPath());
        }
        if (request.group().equals(AccessReviews.GROUP)) {
            return reviews.answer(request);
        }
        // A real server answers an unknown path with plain text rather than with a Status.
        return target(request)
                .map(target -> answer(request, target))
                .orElseGet(() -> Answer.text(404, "404 page not found\n"));
    }

    private Answer log(ApiRequest request, ApiTarget target) {
        if (request.verb() != Verb.GET) {
            throw ApiRefusalException.methodNotAllowed();
        }
        writes.require(target.key());
        int lines = number(request.parameter("tailLines"));
        int bytes = number(request.parameter("limitBytes"));
        return Answer.text(200, logs.tail(target.namespace(), target.name(), lines, bytes));
    }

    private static int number(String parameter) {
        return parameter.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(parameter);
    }

    private Answer answer(ApiRequest request, ApiTarget target) {
        if (target.log()) {
            return log(request, target);
        }
        return switch (request.verb()) {
            case GET -> Answer.object(200, writes.require(target.key()));
            case LIST, WATCH -> pages.list(Selection.of(target, request), request);
            case CREATE -> create(request, target);
            case UPDATE -> Answer.object(200, writes.update(named(target), request.bodyObject(), request.writeMode()));
            case PATCH -> Answer.object(200, writes.patch(named(target), patch(request), request.writeMode()));
            case DELETE -> delete(target, DeleteOptions.of(request));
            case DELETECOLLECTION -> deleteAll(Selection.of(target, request), DeleteOptions.of(request));
        };
    }

    private Answer create(ApiRequest request, ApiTarget target) {
        boolean toCollection = target.name().isEmpty();
        boolean inScope = !target.kind().namespaced() || !target.namespace().isEmpty();
        if (!toCollection || !inScope) {
            throw ApiRefusalException.methodNotAllowed();
        }
        return Answer.object(201, writes.create(target, request.bodyObject(), request.writeMode()));
    }

    private Answer delete(ApiTarget target, DeleteOptions options) {
        StoredObject last = writes.delete(target.key(), options);
        boolean stays = store.find(target.key()).isPresent();
        if (stays || target.kind().is(ResourceKind.Trait.DELETE_ANSWERS_OBJECT)) {
            return Answer.object(200, last);
        }
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details");
        details.put("name", target.name()).put("kind", target.kind().plural()).put("uid", last.uid());
        if (!target.kind().group().isEmpty()) {
            details.put("group", target.kind().group());
        }
        return Answer.json(200, status);
    }

    private Answer deleteAll(Selection selection, DeleteOptions options) {
        ApiTarget target = selection.target();
        List<StoredObject> deleted = store.locked(() -> {
            List<StoredObject> gone = new ArrayList<>();
            store.list(target.kind(), target.namespace()).stream()
                    .filter(selection::matches)
                    .forEach(object -> gone.add(writes.delete(object.key(), options)));
            return gone;
        });
        ObjectNode list = Json.object()
                .put("kind", target.kind().listKind())
                .put("apiVersion", target.kind().apiVersion());
        list.putObject("metadata").put("resourceVersion", String.valueOf(store.version()));
        deleted.forEach(object -> list.withArray("items").add(object.tree()));
        return Answer.json(200, list);
    }

    private static UnaryOperator<ObjectNode> patch(ApiRequest request) {
        String type = request.contentType().split(";", 2)[0].trim();
        switch (type) {
            case "application/merge-patch+json", "application/strategic-merge-patch+json" -> {
                ObjectNode patch = request.bodyObject();
                return object -> MergePatch.apply(object, patch);
            }
            case "application/json-patch+json" -> {
                JsonNode operations = request.bodyTree();
                return object -> JsonPatch.apply(object, operations);
            }
            default -> throw ApiRefusalException.unsupportedMediaType(type);
        }
    }

    private static ApiTarget named(ApiTarget target) {
        if (target.name().isEmpty()) {
            throw ApiRefusalException.methodNotAllowed();
        }
        return target;
    }

    /** Whether the kind has such a path: the right scope, and no subresource but logs of pods, and status where it is one. */
    private static boolean exists(ApiTarget target) {
        ResourceKind kind = target.kind();
        boolean scope = kind.namespaced()
                ? target.name().isEmpty() || !target.namespace().isEmpty()
                : target.namespace().isEmpty();
        boolean subresource =
                target.subresource().isEmpty() || target.log() || (target.status() && kind.statusSubresource());
        return scope && subresource;
    }

    /** What is answered beside objects. */
    record Sides(AccessRules rules, PodLogs logs) {}
}
