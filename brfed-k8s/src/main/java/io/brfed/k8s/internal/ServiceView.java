package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Service;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks whether a restored TidbCluster is up: the operator calls a restore complete as soon as TiKV was told to restart.
 * Thread-safe.
 */
final class ServiceView {
    private final ApiServer server;

    ServiceView(ApiServer server) {
        this.server = server;
    }

    /** The state, of a finished restore with what the TidbCluster says of itself where the role may read it. */
    CompletionStage<MemberState> seen(MemberState state, Limit limit) {
        boolean finished = state.member().kind() == OperationKind.RESTORE
                && state.has(Condition.COMPLETE)
                && state.desired().equals(Optional.of(Phase.RESTORE_FINISH));
        if (!finished) {
            return CompletableFuture.completedFuture(state);
        }
        ObjectKey key = key(state.member());
        return server.send(ApiRequest.get(key.path()), limit)
                .thenApply(answer -> answer.ok() ? ready(answer.body()) : Optional.<Service>empty())
                .thenApply(service -> service.map(state::withService).orElse(state));
    }

    private static ObjectKey key(Member member) {
        TidbClusterRef tidbCluster = member.tidbCluster();
        return new ObjectKey(ApiResource.TIDB_CLUSTER, tidbCluster.namespace(), tidbCluster.name());
    }

    private static Optional<Service> ready(JsonNode tidbCluster) {
        for (JsonNode condition : Json.at(tidbCluster, "status", "conditions")) {
            if (Json.text(condition, "type").equals("Ready")) {
                return Optional.of(Json.text(condition, "status").equals("True") ? Service.UP : Service.DOWN);
            }
        }
        return Optional.empty();
    }
}
