package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.ApiAnswer;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.Limit;
import io.brfed.k8s.internal.PlaneRight;
import io.brfed.k8s.internal.Stages;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.RestoreTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds a TiDB cluster, whichever operator looks after it, and reads all of it. Thread-safe. */
public final class Discovery {
    private final ApiServer server;
    private final Optional<Operator> operator;

    /**
     * Discovery in one cluster.
     *
     * @param operator whose objects to read; empty to look first for those of v1, then for those of v2
     */
    public Discovery(ApiServer server, Optional<Operator> operator) {
        this.server = server;
        this.operator = operator;
    }

    /** Reads a TiDB cluster. */
    public CompletionStage<ClusterInventory> discover(TidbClusterRef tidbCluster, Duration limit) {
        Requests requests = new Requests(server, Limit.in(limit, server.threads()));
        CompletionStage<Blueprint> blueprint = look(requests, tidbCluster).thenCompose(sight -> {
            ObjectNode object = sight.orThrow(server.name(), tidbCluster);
            return sight.operator() == Operator.V1
                    ? new V1Discovery(requests, tidbCluster).read(object)
                    : new V2Discovery(requests, tidbCluster).read(object);
        });
        return Stages.bare(blueprint.thenCompose(new StoreVolumes(requests)::of));
    }

    /**
     * Which rights are missing. Without the cluster's own object it is not known whose objects would be read, so that only
     * what is needed for either is asked for.
     */
    public CompletionStage<List<Finding>> checkRights(TidbClusterRef tidbCluster, Duration limit) {
        Requests requests = new Requests(server, Limit.in(limit, server.threads()));
        RightsCheck check = new RightsCheck(requests, tidbCluster);
        if (operator.isPresent()) {
            return Stages.bare(check.check(Set.of(operator.get())));
        }
        return Stages.bare(look(requests, tidbCluster)
                .thenCompose(sight -> check.check(sight.absent() ? Set.of() : Set.of(sight.operator()))));
    }

    /**
     * Reads a TidbCluster that is to be restored into; refused if it is one of v2, which has neither a recovery mode nor names
     * of claims that are known before TiKV starts.
     */
    public CompletionStage<RestoreTarget> target(TidbClusterRef tidbCluster, Duration limit) {
        Requests requests = new Requests(server, Limit.in(limit, server.threads()));
        return Stages.bare(look(requests, tidbCluster).thenCompose(sight -> {
            ObjectNode object = sight.orThrow(server.name(), tidbCluster);
            if (sight.operator() == Operator.V2) {
                throw new ProviderException(
                        Fault.REFUSED,
                        tidbCluster + " on " + server.name()
                                + " is a Cluster of TiDB Operator v2, which cannot start TiKV"
                                + " on restored volumes; restore into a TidbCluster of TiDB Operator v1");
            }
            return new TargetReading(requests, tidbCluster).read(object);
        }));
    }

    /** Reads what a backup holds of a TidbCluster of v1. */
    public RestoreTarget.Specification recorded(String tidbCluster) {
        ObjectNode object;
        try {
            object = Json.read(tidbCluster);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("it is not a JSON object", unreadable);
        }
        TidbClusterRef ref = new TidbClusterRef("backup", "backup");
        V1Cluster cluster = new V1Cluster(object, new Places(server.name(), ref));
        cluster.unreadable().ifPresent(why -> {
            throw new IllegalArgumentException("spec.tikv.config " + why);
        });
        return cluster.specification();
    }

    /** Which of the given rights are missing. */
    public CompletionStage<List<Finding>> checkRights(
            List<PlaneRight> rights, TidbClusterRef tidbCluster, Duration limit) {
        Requests requests = new Requests(server, Limit.in(limit, server.threads()));
        return Stages.bare(new RightsCheck(requests, tidbCluster).check(rights));
    }

    /** Looks for the cluster's own object. */
    CompletionStage<Sight> look(Requests requests, TidbClusterRef tidbCluster) {
        if (operator.isPresent()) {
            return ask(requests, operator.get(), tidbCluster);
        }
        return ask(requests, Operator.V1, tidbCluster)
                .thenCompose(first -> first.answer().ok() || !first.mayBeOther()
                        ? CompletableFuture.completedFuture(first)
                        : ask(requests, Operator.V2, tidbCluster)
                                .thenApply(second -> second.answer().ok() || first.absent() ? second : first));
    }

    private static CompletionStage<Sight> ask(Requests requests, Operator operator, TidbClusterRef tidbCluster) {
        ApiRequest request = ApiRequest.get(kind(operator).path(tidbCluster.namespace(), tidbCluster.name()));
        return requests.send(request).thenApply(answer -> new Sight(operator, answer));
    }

    private static ApiResource kind(Operator operator) {
        return operator == Operator.V1 ? ApiResource.TIDB_CLUSTER : V2Discovery.CLUSTER;
    }

    /**
     * What was answered about the cluster's own object.
     *
     * @param operator whose object it is
     * @param answer the answer
     */
    record Sight(Operator operator, ApiAnswer answer) {
        private static final int NOT_FOUND = 404;

        /** Neither the object, nor perhaps its kind, exists. */
        boolean absent() {
            return answer.code() == NOT_FOUND;
        }

        /** Whether the cluster may be one of the other operator: a role for that need not allow this look. */
        boolean mayBeOther() {
            return absent() || answer.forbidden();
        }

        ObjectNode orThrow(String server, TidbClusterRef tidbCluster) {
            if (absent()) {
                throw new ProviderException(
                        Fault.GONE,
                        "there is no TidbCluster " + tidbCluster + " on " + server
                                + ", neither of TiDB Operator v1 nor,"
                                + " as a Cluster, of v2; correct the namespace or the name, and look whether the operator"
                                + " is installed");
            }
            return answer.orThrow();
        }
    }
}
