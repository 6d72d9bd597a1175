package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.ClusterInventory.TikvStore;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.InstanceSnapshots.Part;
import io.brfed.spi.TikvVolume;
import io.brfed.spi.VolumePlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which volumes of which instances one member captures, worked out before the pause. Immutable.
 *
 * @param inventory what was found in the Kubernetes cluster
 * @param places where its volumes are
 */
record SnapshotPlan(ClusterInventory inventory, Map<VolumeId, VolumePlace> places) {
    SnapshotPlan {
        places = Map.copyOf(places);
    }

    /** Every volume to capture. */
    static Set<VolumeId> volumes(ClusterInventory inventory) {
        Set<VolumeId> all = new HashSet<>();
        inventory.stores().forEach(store -> store.volumes().forEach(volume -> all.add(volume.id())));
        return all;
    }

    /** Whose each volume is; those of stores without an id are left out. */
    static Map<VolumeId, StoreId> owners(ClusterInventory inventory) {
        Map<VolumeId, StoreId> owners = new TreeMap<>();
        for (TikvStore store : inventory.stores()) {
            store.id().ifPresent(id -> store.volumes().forEach(volume -> owners.put(volume.id(), id)));
        }
        return owners;
    }

    /** Everything that would make the snapshots incomplete, all at once. */
    List<Finding> findings() {
        List<Finding> found = new ArrayList<>(inventory.findings());
        if (inventory.stores().isEmpty()) {
            found.add(Finding.fault("stores", "", "there is no TiKV store here", "leave this cluster out"));
        }
        Map<VolumeId, String> owners = new HashMap<>();
        for (TikvStore store : inventory.stores()) {
            if (store.volumes().isEmpty()) {
                found.add(Finding.fault(
                        "volumes of " + store.pod(), "", "there are none", "see how the pod's volumes are claimed"));
            }
            store.volumes().forEach(volume -> check(store, volume, owners, found));
        }
        return found;
    }

    private void check(TikvStore store, TikvVolume volume, Map<VolumeId, String> owners, List<Finding> found) {
        String field = "volume of " + store.pod();
        String other = owners.put(volume.id(), store.pod());
        if (other != null) {
            found.add(Finding.fault(
                    field,
                    volume.id().value(),
                    "it belongs to " + other + ", too",
                    "bind each claim to its own volume"));
        }
        VolumePlace place = places.get(volume.id());
        if (place == null) {
            found.add(Finding.fault(
                    field, volume.id().value(), "EC2 does not know it", "look at the account and the region"));
        } else if (place.instance().isEmpty()) {
            found.add(
                    Finding.fault(field, volume.id().value(), "it is not attached to an instance", "start the store"));
        }
    }

    /** One request for each instance; every volume has to be attached. */
    List<InstanceSnapshots> requests(OperationId id, OperationName name, ClusterName cluster) {
        Map<InstanceId, List<Part>> parts = new TreeMap<>();
        Map<InstanceId, Set<VolumeId>> others = new HashMap<>();
        for (TikvStore store : inventory.stores()) {
            StoreId owner = store.id().orElseThrow(() -> new IllegalStateException(store.pod() + " has no store id"));
            for (TikvVolume volume : store.volumes()) {
                VolumePlace place = places.get(volume.id());
                InstanceId instance = place == null ? null : place.instance().orElse(null);
                if (place == null || instance == null) {
                    throw new IllegalStateException("volume " + volume.id() + " is not attached");
                }
                parts.computeIfAbsent(instance, key -> new ArrayList<>()).add(new Part(volume.id(), owner));
                others.computeIfAbsent(instance, key -> new HashSet<>()).addAll(place.neighbours());
            }
        }
        List<InstanceSnapshots> requests = new ArrayList<>();
        parts.forEach((instance, captured) -> {
            Set<VolumeId> rest = others.getOrDefault(instance, new HashSet<>());
            captured.forEach(part -> rest.remove(part.volume()));
            requests.add(new InstanceSnapshots(instance, captured, rest, id, name, cluster, 1));
        });
        return requests;
    }
}
