package io.brfed.k8s.internal.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.Limit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Changes of a TidbCluster, each to the very state that was read. */
final class TidbClusterChange {
    /** TiDB Operator v1 starts a TiKV in recovery mode when this annotation is there. */
    static final String VOLUMES_READY = "tidb.pingcap.com/tikv-volumes-ready";

    private final ApiServer server;
    private final Limit limit;
    private final TidbClusterRef tidbCluster;

    TidbClusterChange(ApiServer server, Limit limit, TidbClusterRef tidbCluster) {
        this.server = server;
        this.limit = limit;
        this.tidbCluster = tidbCluster;
    }

    /** Gives the word that the volumes are ready, unless it was given. */
    CompletionStage<Void> giveWord(OperationId id) {
        return change(object -> {
            String given = word(object);
            if (given.equals(wordOf(id))) {
                return nothing();
            }
            if (!given.isEmpty()) {
                throw refused("waits for its volumes no more, because '" + given + "' says that they are ready;"
                        + " delete that restore, or take the annotation " + VOLUMES_READY + " away");
            }
            if (!Json.at(object, "spec", "recoveryMode").asBoolean(false)) {
                throw refused("is not in recovery mode; set spec.recoveryMode before anything is started in it");
            }
            ObjectNode change = nothing();
            change.putObject("metadata").putObject("annotations").put(VOLUMES_READY, wordOf(id));
            return change;
        });
    }

    /** Takes the word back, if this restore gave it. */
    CompletionStage<Void> takeBackWord(OperationId id) {
        return change(object -> word(object).equals(wordOf(id)) ? withoutWord() : nothing());
    }

    /** Ends the recovery mode. */
    CompletionStage<Void> endRecovery() {
        return change(object -> {
            boolean ended = !Json.at(object, "spec", "recoveryMode").asBoolean(false);
            if (ended && word(object).isEmpty()) {
                return nothing();
            }
            ObjectNode change = withoutWord();
            change.putObject("spec").put("recoveryMode", false);
            return change;
        });
    }

    private CompletionStage<Void> change(UnaryOperator<ObjectNode> changeOf) {
        String path = ApiResource.TIDB_CLUSTER.path(tidbCluster.namespace(), tidbCluster.name());
        return server.send(ApiRequest.get(path), limit).thenCompose(answer -> {
            if (answer.absent(ApiResource.TIDB_CLUSTER, tidbCluster.name())) {
                throw new ProviderException(
                        Fault.GONE, "there is no TidbCluster " + tidbCluster + " on " + server.name() + " any more");
            }
            ObjectNode object = answer.orThrow();
            ObjectNode change = changeOf.apply(object);
            if (change.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            change.withObjectProperty("metadata")
                    .put("resourceVersion", Json.text(object, "metadata", "resourceVersion"));
            return server.send(ApiRequest.patch(path, change), limit).thenAccept(changed -> changed.orThrow());
        });
    }

    private ProviderException refused(String problem) {
        return new ProviderException(
                Fault.REFUSED, "TidbCluster " + tidbCluster + " on " + server.name() + " " + problem);
    }

    private String wordOf(OperationId id) {
        return tidbCluster.namespace() + "/" + id;
    }

    static String word(ObjectNode object) {
        return Json.text(object, "metadata", "annotations", VOLUMES_READY);
    }

    private static ObjectNode nothing() {
        return Json.object();
    }

    private static ObjectNode withoutWord() {
        ObjectNode change = nothing();
        change.putObject("metadata").putObject("annotations").putNull(VOLUMES_READY);
        return change;
    }
}
