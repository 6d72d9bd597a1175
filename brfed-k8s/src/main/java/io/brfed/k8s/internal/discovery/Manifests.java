package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.AnswerException;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.Stages;
import io.brfed.k8s.internal.manifest.YamlText;
import io.brfed.spi.ClusterInventory.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Objects for people to read. Those of other kinds than the cluster's own are done without if they cannot be read. */
final class Manifests {
    private static final int NOT_FOUND = 404;

    private Manifests() {}

    /** Objects that were found, or why there are none. */
    record Found(List<Manifest> manifests, Optional<Finding> notice) {}

    static Manifest of(ApiResource kind, ObjectNode object) {
        ObjectNode copy = VolumeDocuments.stored(object);
        ObjectNode whole = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        whole.setAll(copy);
        return new Manifest(
                kind.kind(),
                Json.text(object, "metadata", "namespace"),
                Json.text(object, "metadata", "name"),
                YamlText.of(whole));
    }

    /** The objects of each kind in the cluster's namespace that have to do with it. */
    static CompletionStage<List<Found>> find(
            Requests requests, List<ApiResource> kinds, String namespace, Predicate<ObjectNode> wanted) {
        return requests.many(kinds, kind -> find(requests, kind, namespace, wanted))
                .thenApply(found -> kinds.stream().map(found::get).toList());
    }

    private static CompletionStage<Found> find(
            Requests requests, ApiResource kind, String namespace, Predicate<ObjectNode> wanted) {
        return requests.all(kind, namespace)
                .thenApply(objects -> new Found(
                        objects.stream()
                                .filter(wanted)
                                .map(object -> of(kind, object))
                                .toList(),
                        Optional.empty()))
                .exceptionallyCompose(error -> without(kind, Stages.cause(error)));
    }

    private static CompletionStage<Found> without(ApiResource kind, Throwable error) {
        if (!(error instanceof AnswerException answer) || answer.fault() != Fault.REFUSED) {
            return CompletableFuture.failedFuture(error);
        }
        // A cluster in which the kind is not installed has none of it.
        Optional<Finding> notice = answer.code() == NOT_FOUND
                ? Optional.empty()
                : Optional.of(Finding.notice(
                        "manifests",
                        kind.kind(),
                        "are not copied into the backup for people to read: " + answer.getMessage(),
                        "allow list on " + kind.plural() + "." + kind.group() + " to have them"));
        return CompletableFuture.completedFuture(new Found(List.of(), notice));
    }

    /** Whether an object of v1 names the TidbCluster, as {@code spec.cluster} or among {@code spec.clusters}. */
    static boolean refersTo(TidbClusterRef cluster, ObjectNode object) {
        String own = Json.text(object, "metadata", "namespace");
        if (names(cluster, Json.at(object, "spec", "cluster"), own)) {
            return true;
        }
        for (JsonNode reference : Json.at(object, "spec", "clusters")) {
            if (names(cluster, reference, own)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(TidbClusterRef cluster, JsonNode reference, String own) {
        Map<String, String> fields = Json.texts(reference);
        String namespace = fields.getOrDefault("namespace", "");
        return cluster.name().equals(fields.get("name"))
                && cluster.namespace().equals(namespace.isEmpty() ? own : namespace);
    }
}
