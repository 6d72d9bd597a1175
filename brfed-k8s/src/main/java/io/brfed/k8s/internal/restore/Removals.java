package io.brfed.k8s.internal.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Deletions;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.Limit;
import io.brfed.k8s.internal.Listing;
import io.brfed.k8s.internal.discovery.Requests;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.RestoreTarget;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Deletes objects, each the very one that was read. */
final class Removals {
    private static final int NOT_FOUND = 404;

    private final ApiServer server;
    private final Limit limit;
    private final Requests requests;

    Removals(ApiServer server, Limit limit) {
        this.server = server;
        this.limit = limit;
        this.requests = new Requests(server, limit);
    }

    CompletionStage<Void> pods(TidbClusterRef tidbCluster, Collection<RestoreTarget.Pod> pods) {
        return all(pods.stream()
                .map(pod -> new Target(
                        ApiResource.POD.path(tidbCluster.namespace(), pod.name()), pod.uid(), "Pod " + pod.name()))
                .toList());
    }

    /** Claims first: a volume is kept as long as its claim is there. */
    CompletionStage<List<String>> ofRestore(TidbClusterRef tidbCluster, OperationId id) {
        return claims(tidbCluster, id)
                .thenCompose(this::all)
                .thenCompose(done -> volumes(id))
                .thenCompose(this::all)
                .thenCompose(done -> left(tidbCluster, id));
    }

    private CompletionStage<List<String>> left(TidbClusterRef tidbCluster, OperationId id) {
        return claims(tidbCluster, id)
                .thenCombine(
                        volumes(id),
                        (claims, volumes) -> Stream.concat(claims.stream(), volumes.stream())
                                .map(Target::name)
                                .toList());
    }

    private CompletionStage<List<Target>> claims(TidbClusterRef tidbCluster, OperationId id) {
        ApiResource kind = ApiResource.CLAIM;
        return stamped(kind.in(tidbCluster.namespace()), id)
                .thenApply(found -> found.stream()
                        .map(object -> target(
                                kind,
                                object,
                                kind.path(tidbCluster.namespace(), Json.text(object, "metadata", "name"))))
                        .toList());
    }

    private CompletionStage<List<Target>> volumes(OperationId id) {
        ApiResource kind = ApiResource.VOLUME;
        return stamped(kind.everywhere(), id)
                .thenApply(found -> found.stream()
                        .map(object -> target(kind, object, kind.path(Json.text(object, "metadata", "name"))))
                        .toList());
    }

    private CompletionStage<List<ObjectNode>> stamped(String path, OperationId id) {
        return new Listing(server, limit)
                .all(ApiRequest.get(path).with("labelSelector", BoundVolume.OPERATION_LABEL + "=" + id));
    }

    private static Target target(ApiResource kind, ObjectNode object, String path) {
        return new Target(
                path, Json.text(object, "metadata", "uid"), kind.kind() + " " + Json.text(object, "metadata", "name"));
    }

    private CompletionStage<Void> all(List<Target> targets) {
        return requests.many(targets, this::delete).thenAccept(answers -> {});
    }

    /** A conflict means that another object took its place. */
    private CompletionStage<Boolean> delete(Target target) {
        return server.send(ApiRequest.delete(target.path(), Deletions.ofExactly(target.uid())), limit)
                .thenApply(answer -> {
                    if (answer.code() != NOT_FOUND && !answer.conflict()) {
                        answer.orThrow();
                    }
                    return true;
                });
    }

    private record Target(String path, String uid, String name) {}
}
