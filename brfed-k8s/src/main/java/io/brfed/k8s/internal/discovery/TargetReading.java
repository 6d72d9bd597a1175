package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.RestoreTarget;
import io.brfed.spi.RestoreTarget.Claim;
import io.brfed.spi.RestoreTarget.Mode;
import io.brfed.spi.RestoreTarget.Pod;
import io.brfed.spi.RestoreTarget.Service;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Reads a TidbCluster of TiDB Operator v1 that is to be restored into. */
final class TargetReading {
    private static final String VOLUMES_READY = "tidb.pingcap.com/tikv-volumes-ready";

    private final Requests requests;
    private final TidbClusterRef tidbCluster;

    TargetReading(Requests requests, TidbClusterRef tidbCluster) {
        this.requests = requests;
        this.tidbCluster = tidbCluster;
    }

    /** Claims are looked for by name: one without labels would also be taken by the StatefulSet. */
    CompletionStage<RestoreTarget> read(ObjectNode object) {
        String namespace = tidbCluster.namespace();
        return requests.labelled(ApiResource.POD, namespace, V1Discovery.labelsOf(tidbCluster))
                .thenCombine(
                        requests.all(ApiResource.CLAIM, namespace), (pods, claims) -> target(object, pods, claims));
    }

    private RestoreTarget target(ObjectNode object, List<ObjectNode> pods, List<ObjectNode> claims) {
        V1Cluster cluster = new V1Cluster(object, new Places(requests.server(), tidbCluster));
        String word = Json.text(object, "metadata", "annotations", VOLUMES_READY);
        boolean recovering = Json.at(object, "spec", "recoveryMode").asBoolean(false);
        return new RestoreTarget(
                Operator.V1,
                recovering ? Mode.RECOVERY : Mode.NORMAL,
                word.isEmpty() ? Optional.empty() : Optional.of(word),
                cluster.specification(),
                pods.stream().map(TargetReading::pod).toList(),
                claims(claims),
                stores(object),
                ready(object),
                cluster.configFaults());
    }

    private static Pod pod(ObjectNode pod) {
        return new Pod(
                Json.text(pod, "metadata", "name"),
                Json.text(pod, "metadata", "uid"),
                time(Json.text(pod, "metadata", "creationTimestamp")));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            return Instant.EPOCH;
        }
    }

    private List<Claim> claims(List<ObjectNode> objects) {
        Pattern names = Pattern.compile(".+-" + Pattern.quote(tidbCluster.name()) + "-tikv-\\d+");
        List<Claim> claims = new ArrayList<>();
        for (ObjectNode object : objects) {
            String name = Json.text(object, "metadata", "name");
            if (names.matcher(name).matches()) {
                String owner = Json.text(object, "metadata", "labels", BoundVolume.OPERATION_LABEL);
                claims.add(new Claim(
                        name,
                        Json.text(object, "spec", "volumeName"),
                        owner.isEmpty() ? Optional.empty() : Optional.of(new OperationId(owner))));
            }
        }
        return claims;
    }

    private static Map<StoreId, String> stores(ObjectNode object) {
        Map<StoreId, String> stores = new TreeMap<>();
        for (JsonNode store : Json.at(object, "status", "tikv", "stores")) {
            String id = Json.text(store, "id");
            if (id.matches("\\d+")) {
                stores.put(StoreId.parse(id), Json.text(store, "state"));
            }
        }
        return stores;
    }

    private static Service ready(ObjectNode object) {
        for (JsonNode condition : Json.at(object, "status", "conditions")) {
            if (Json.text(condition, "type").equals("Ready")
                    && Json.text(condition, "status").equals("True")) {
                return Service.READY;
            }
        }
        return Service.NOT_READY;
    }
}
