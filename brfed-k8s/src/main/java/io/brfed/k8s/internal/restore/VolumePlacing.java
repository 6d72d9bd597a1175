package io.brfed.k8s.internal.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.k8s.internal.ApiAnswer;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.Limit;
import io.brfed.spi.BoundVolume;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Creates a persistent volume and its claim, or finds that this restore has done so before. */
final class VolumePlacing {
    private final ApiServer server;
    private final Limit limit;
    private final OperationId id;

    VolumePlacing(ApiServer server, Limit limit, OperationId id) {
        this.server = server;
        this.limit = limit;
        this.id = id;
    }

    /** The volume comes first: a claim whose volume does not exist would wait for it, and be reported as lost. */
    CompletionStage<Void> place(BoundVolume volume) {
        ApiResource volumes = ApiResource.VOLUME;
        ApiResource claims = ApiResource.CLAIM;
        return create(
                        new Wanted(volumes.everywhere(), volumes.path(volume.persistentVolume()), volumes.kind()),
                        volume.volumeDocument(),
                        found -> Json.text(found, "metadata", "annotations", BoundVolume.VOLUME_ANNOTATION)
                                .equals(volume.id().value()))
                .thenCompose(done -> create(
                        new Wanted(
                                claims.in(volume.namespace()),
                                claims.path(volume.namespace(), volume.claim()),
                                claims.kind()),
                        volume.claimDocument(),
                        found -> Json.text(found, "spec", "volumeName").equals(volume.persistentVolume())));
    }

    private CompletionStage<Void> create(Wanted wanted, String document, Predicate<ObjectNode> same) {
        return server.send(ApiRequest.create(wanted.collection(), parse(document)), limit)
                .thenCompose(answer -> answer.conflict() ? compare(wanted, same) : done(answer));
    }

    private CompletionStage<Void> compare(Wanted wanted, Predicate<ObjectNode> same) {
        return server.send(ApiRequest.get(wanted.path()), limit).thenCompose(answer -> {
            ObjectNode found = answer.orThrow();
            if (owner(found).equals(id.value()) && same.test(found)) {
                return CompletableFuture.completedFuture(null);
            }
            return CompletableFuture.failedFuture(new ProviderException(Fault.REFUSED, inTheWay(wanted, found)));
        });
    }

    private String inTheWay(Wanted wanted, ObjectNode found) {
        String owner = owner(found);
        return server.name() + " already has a " + wanted.kind() + " "
                + Json.text(found, "metadata", "name") + ", "
                + (owner.isEmpty() ? "which no restore made" : "which restore " + owner + " made")
                + "; it was left alone. Delete it if nobody needs it, or restore into another TidbCluster";
    }

    private static String owner(ObjectNode object) {
        return Json.text(object, "metadata", "labels", BoundVolume.OPERATION_LABEL);
    }

    private static CompletionStage<Void> done(ApiAnswer answer) {
        answer.orThrow();
        return CompletableFuture.completedFuture(null);
    }

    private static ObjectNode parse(String document) {
        try {
            return Json.read(document);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "a document of " + document.length() + " characters is no JSON object", e);
        }
    }

    private record Wanted(String collection, String path, String kind) {}
}
