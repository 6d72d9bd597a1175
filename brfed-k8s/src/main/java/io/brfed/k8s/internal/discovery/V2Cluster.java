package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.ClusterInventory.Replicas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the Cluster, the groups and the TiKV objects of TiDB Operator v2 say. Pure. */
final class V2Cluster {
    private static final String INSTANCE = "pingcap.com/instance";

    private final ObjectNode object;
    private final Map<String, V2Store> stores = new HashMap<>();
    private final Map<ApiResource, List<ObjectNode>> groups;
    private final Places places;

    V2Cluster(ObjectNode object, List<ObjectNode> stores, Map<ApiResource, List<ObjectNode>> groups, Places places) {
        this.object = object;
        this.groups = groups;
        this.places = places;
        stores.forEach(store -> this.stores.put(Json.text(store, "metadata", "name"), new V2Store(store)));
    }

    ObjectNode object() {
        return object;
    }

    List<ObjectNode> groups(ApiResource kind) {
        return groups.getOrDefault(kind, List.of());
    }

    Replicas replicas() {
        return new Replicas(count("PDGroup"), count("TiKVGroup"), count("TiDBGroup"), count("TiFlashGroup"));
    }

    private int count(String kind) {
        return groups(ApiResource.v2(kind)).stream()
                .mapToInt(
                        group -> Math.max(0, Json.at(group, "spec", "replicas").asInt(0)))
                .sum();
    }

    /** The objects of the stores, by name. */
    List<V2Store> stores() {
        return stores.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    List<TikvPod> pods(List<ObjectNode> pods) {
        return pods.stream()
                .map(pod -> {
                    V2Store store = stores.get(Json.text(pod, "metadata", "labels", INSTANCE));
                    return store == null
                            ? new TikvPod(pod, Optional.empty(), List.of())
                            : new TikvPod(pod, store.id(), store.volumes());
                })
                .toList();
    }

    List<Finding> findings(List<TikvPod> pods) {
        List<Finding> findings = new ArrayList<>();
        Set<String> withPod = pods.stream()
                .map(pod -> Json.text(pod.object(), "metadata", "labels", INSTANCE))
                .collect(Collectors.toSet());
        for (TikvPod pod : pods) {
            if (!stores.containsKey(Json.text(pod.object(), "metadata", "labels", INSTANCE))) {
                findings.add(Finding.fault(
                        "TiKV pod",
                        places.of(pod.name()),
                        "belongs to no TiKV object (label " + INSTANCE + "), so its volumes are not known",
                        "delete the pod if it is left over, or let TiDB Operator replace it"));
            }
        }
        for (V2Store store : stores()) {
            storeFindings(store, withPod, findings);
        }
        differences(findings);
        return findings;
    }

    private void storeFindings(V2Store store, Set<String> withPod, List<Finding> findings) {
        if (!store.removed() && !withPod.contains(store.name())) {
            findings.add(Finding.fault(
                    "TiKV",
                    places.of(store.name()),
                    "has no pod",
                    "wait until the pod is back, or until TiDB Operator has removed the store"));
        }
        if (store.volumes().stream().noneMatch(V2Store::isData)) {
            findings.add(Finding.fault(
                    "TiKV spec.volumes",
                    places.of(store.name()),
                    "has no volume with a mount of type data",
                    "let TiDB Operator manage the store's volumes"));
        }
        findings.addAll(ConfigFaults.of(store.config(), places.of(store.name())));
        findings.addAll(RoleNotices.of(store.volumes(), places));
    }

    private void differences(List<Finding> findings) {
        Set<List<JsonNode>> layouts = stores().stream().map(V2Store::layout).collect(Collectors.toSet());
        if (layouts.size() > 1) {
            findings.add(Finding.notice(
                    "TiKV spec.volumes",
                    places.of(places.tidbCluster().name()),
                    "differ between stores, so TiDB Operator v1 could not restore this backup",
                    "give all TiKVGroups of the cluster the same volumes to have that possibility"));
        }
    }
}
