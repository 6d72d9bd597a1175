package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.discovery.TikvPod.Wanted;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.ClusterInventory.Documents;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.ClusterInventory.TikvStore;
import io.brfed.spi.TikvVolume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the inventory of what was read, and finds everything that is wrong with it. For one use. */
final class InventoryReading {
    private final Blueprint blueprint;
    private final Places places;
    private final ClaimedVolumes volumes;
    private final VolumeDocuments documents;
    private final List<Finding> findings;
    private final Map<StoreId, String> storeSeen = new HashMap<>();
    private final Map<VolumeId, String> volumeSeen = new HashMap<>();

    InventoryReading(
            String server, Blueprint blueprint, Map<String, ObjectNode> claims, Map<String, ObjectNode> volumes) {
        this.blueprint = blueprint;
        this.places = new Places(server, blueprint.tidbCluster());
        this.volumes = new ClaimedVolumes(places, claims, volumes);
        this.documents = blueprint.operator() == Operator.V1
                ? VolumeDocuments.asTheyAre()
                : VolumeDocuments.renamed(blueprint.tidbCluster());
        this.findings = new ArrayList<>(blueprint.findings());
    }

    ClusterInventory read() {
        List<TikvPod> pods = blueprint.pods().stream()
                .sorted(Comparator.comparing((TikvPod pod) -> id(pod).orElse(new StoreId(-1)))
                        .thenComparing(TikvPod::name))
                .toList();
        List<TikvStore> stores = new ArrayList<>();
        for (TikvPod pod : pods) {
            stores.add(store(pod, stores.size()));
        }
        if (stores.isEmpty()) {
            findings.add(Finding.fault(
                    "TiKV pods",
                    places.of(blueprint.tidbCluster().name()),
                    "there is none with the labels of this TidbCluster",
                    "leave this cluster out, or wait until its TiKV is up"));
        }
        return new ClusterInventory(
                blueprint.operator(),
                stores,
                blueprint.peers(),
                blueprint.replicas(),
                new Documents(
                        blueprint.tidbClusterDocument().toString(),
                        documents.claims(),
                        documents.volumes(),
                        blueprint.manifests()),
                Json.text(blueprint.tidbClusterDocument(), "status", "clusterID"),
                findings);
    }

    private TikvStore store(TikvPod pod, int ordinal) {
        findings.addAll(new PodFaults(places, pod).findings());
        Optional<StoreId> id = id(pod);
        id.ifPresent(known -> alone(storeSeen, known, pod.name(), "store id"));
        List<TikvVolume> found = new ArrayList<>();
        for (Wanted wanted : pod.volumes()) {
            Optional<ClaimedVolumes.Bound> bound = volumes.of(pod, wanted, findings);
            bound.ifPresent(present -> {
                alone(volumeSeen, present.id(), pod.name() + "/" + wanted.podVolume(), "EBS volume");
                found.add(new TikvVolume(present.id(), wanted.role(), wanted.mountPath(), pod.claim(wanted)));
                documents.add(present, wanted, ordinal);
            });
        }
        return new TikvStore(id, pod.name(), found);
    }

    private static Optional<StoreId> id(TikvPod pod) {
        return pod.labelled();
    }

    private <K> void alone(Map<K, String> seen, K key, String where, String what) {
        String other = seen.putIfAbsent(key, where);
        if (other != null) {
            findings.add(Finding.fault(
                    what,
                    key.toString(),
                    "belongs to two TiKV pods: " + places.of(other) + " and " + places.of(where),
                    "correct the labels or claims of the one that has it by mistake"));
        }
    }
}
