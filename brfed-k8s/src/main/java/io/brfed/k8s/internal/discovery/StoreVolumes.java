package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.ClusterInventory;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Reads the claims and volumes of TiKV pods. A volume is looked up by the name that its claim gives: the labels that TiDB
 * Operator copies to volumes come late, and v2 sets none.
 */
final class StoreVolumes {
    private final Requests requests;

    StoreVolumes(Requests requests) {
        this.requests = requests;
    }

    CompletionStage<ClusterInventory> of(Blueprint blueprint) {
        String namespace = blueprint.tidbCluster().namespace();
        Map<String, ObjectNode> claims = blueprint.claims().stream()
                .collect(Collectors.toMap(claim -> Json.text(claim, "metadata", "name"), claim -> claim, (a, b) -> b));
        Set<String> unlabelled = new LinkedHashSet<>();
        blueprint
                .pods()
                .forEach(pod -> pod.volumes().stream()
                        .map(pod::claim)
                        .filter(name -> !name.isEmpty() && !claims.containsKey(name))
                        .forEach(unlabelled::add));
        return requests.named(ApiResource.CLAIM, namespace, unlabelled).thenCompose(more -> {
            Map<String, ObjectNode> all = new HashMap<>(claims);
            all.putAll(more);
            return requests.named(ApiResource.VOLUME, "", volumeNames(blueprint.pods(), all))
                    .thenApply(volumes -> new InventoryReading(requests.server(), blueprint, all, volumes).read());
        });
    }

    private static Set<String> volumeNames(List<TikvPod> pods, Map<String, ObjectNode> claims) {
        Set<String> names = new LinkedHashSet<>();
        for (TikvPod pod : pods) {
            for (TikvPod.Wanted wanted : pod.volumes()) {
                ObjectNode claim = claims.get(pod.claim(wanted));
                String name = claim == null ? "" : Json.text(claim, "spec", "volumeName");
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
