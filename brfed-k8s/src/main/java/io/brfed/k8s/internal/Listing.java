package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads whole collections, page by page. */
public final class Listing {
    private static final int PAGE = 500;
    private static final int MAX_OBJECTS = 20_000;

    private final ApiServer server;
    private final Limit limit;

    /** Reads from a server, until the limit. */
    public Listing(ApiServer server, Limit limit) {
        this.server = server;
        this.limit = limit;
    }

    /** Every object of a collection; fails if there are more than 20,000. */
    public CompletionStage<List<ObjectNode>> all(ApiRequest request) {
        return page(request.with("limit", Integer.toString(PAGE)), new ArrayList<>());
    }

    private CompletionStage<List<ObjectNode>> page(ApiRequest request, List<ObjectNode> found) {
        return server.send(request, limit).thenCompose(answer -> {
            ObjectNode body = answer.orThrow();
            for (JsonNode item : body.path("items")) {
                if (item instanceof ObjectNode object) {
                    found.add(object);
                }
            }
            String more = Json.text(body, "metadata", "continue");
            if (more.isEmpty()) {
                return CompletableFuture.completedFuture(found);
            }
            if (found.size() >= MAX_OBJECTS) {
                return CompletableFuture.failedFuture(new ProviderException(
                        Fault.REFUSED,
                        server.name() + " has more than " + MAX_OBJECTS + " objects at " + request.path()
                                + "; delete those that are no longer wanted"));
            }
            return page(request.with("continue", more), found);
        });
    }
}
