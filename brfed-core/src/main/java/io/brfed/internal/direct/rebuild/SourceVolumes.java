package io.brfed.internal.direct.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.meta.MetaContent;
import io.brfed.internal.direct.meta.MetaContent.Store;
import io.brfed.internal.direct.meta.MetaContent.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the objects that stood for each volume of a backup; collects what does not fit. For one use. */
final class SourceVolumes {
    static final String VOLUME_ID = "temporary/volume-id";

    private static final String TAKE_ANOTHER = "restore another backup; the metadata of this one is not complete";

    private final ClusterName cluster;
    private final MetaContent content;
    private final List<Finding> findings;
    private final String tidbCluster;
    private final Map<String, ObjectNode> volumes = new HashMap<>();
    private final Map<String, ObjectNode> claims = new HashMap<>();
    private final Set<VolumeId> seen = new HashSet<>();
    private final Set<SnapshotId> snapshots = new HashSet<>();
    private final Set<StoreId> ids = new HashSet<>();

    SourceVolumes(ClusterName cluster, MetaContent content, List<Finding> findings) {
        this.cluster = cluster;
        this.content = content;
        this.findings = findings;
        this.tidbCluster = content.objects()
                .tidbCluster()
                .map(object -> object.at("/metadata/name").asText(""))
                .orElse("");
    }

    /** The volumes of each store that can be restored, in the order of the metadata. */
    List<List<SourceVolume>> read() {
        if (tidbCluster.isEmpty()) {
            fault("TidbCluster of the backup", "", "has no name in the metadata", TAKE_ANOTHER);
            return List.of();
        }
        int persistentVolumes = content.objects().volumes().size();
        int persistentClaims = content.objects().claims().size();
        if (persistentClaims != persistentVolumes) {
            fault(
                    "Kubernetes objects of the backup",
                    "",
                    "are " + persistentClaims + " claims but " + persistentVolumes + " persistent volumes",
                    TAKE_ANOTHER);
        }
        content.objects().volumes().forEach(this::index);
        content.objects()
                .claims()
                .forEach(claim -> claims.put(claim.at("/metadata/name").asText(""), claim));
        List<List<SourceVolume>> stores = new ArrayList<>();
        content.stores().forEach(store -> stores.add(volumesOf(store)));
        return stores;
    }

    private void index(ObjectNode volume) {
        String id = idOf(volume);
        if (!id.isEmpty() && volumes.putIfAbsent(id, volume) != null) {
            fault("persistent volume", nameOf(volume), "is the second one of volume " + id, TAKE_ANOTHER);
        }
    }

    private List<SourceVolume> volumesOf(Store store) {
        List<SourceVolume> found = new ArrayList<>();
        if (store.id().isEmpty()) {
            fault(
                    "store",
                    "0",
                    "is not the id of a store, so that nobody can tell whether all are there",
                    TAKE_ANOTHER);
        }
        store.id()
                .filter(id -> !ids.add(id))
                .ifPresent(id -> fault("store", id.toString(), "is listed twice", TAKE_ANOTHER));
        store.volumes().forEach(volume -> sourceOf(store, volume).ifPresent(found::add));
        if (found.stream().map(source -> source.name().ordinal()).distinct().count() > 1) {
            fault(
                    "store",
                    storeOf(store),
                    "has volumes of several pods: "
                            + found.stream()
                                    .map(source -> nameOf(source.claim()))
                                    .toList(),
                    TAKE_ANOTHER);
        }
        return found;
    }

    private Optional<SourceVolume> sourceOf(Store store, Volume volume) {
        VolumeId id = volume.id().orElse(null);
        if (id == null || volume.snapshot().isEmpty()) {
            fault(
                    "volume of store " + storeOf(store),
                    volume.id().map(VolumeId::value).orElse(""),
                    id == null ? "has no id" : "has no snapshot",
                    TAKE_ANOTHER);
            return Optional.empty();
        }
        if (!seen.add(id)) {
            fault("volume", id.value(), "is listed twice", TAKE_ANOTHER);
            return Optional.empty();
        }
        SnapshotId snapshot = volume.snapshot().get();
        if (!snapshots.add(snapshot)) {
            fault("snapshot", snapshot.value(), "is named for more than one volume", TAKE_ANOTHER);
            return Optional.empty();
        }
        ObjectNode object = volumes.get(id.value());
        if (object == null) {
            fault("volume", id.value(), "has no persistent volume in the metadata", TAKE_ANOTHER);
            return Optional.empty();
        }
        return claimOf(object)
                .flatMap(claim -> nameOfClaim(claim)
                        .map(name -> new SourceVolume(
                                store.id(),
                                id,
                                volume.role(),
                                volume.zone().isBlank() ? ZoneRewriting.zoneOf(object) : volume.zone(),
                                snapshot,
                                name,
                                object,
                                claim)));
    }

    private Optional<ObjectNode> claimOf(ObjectNode volume) {
        String name = volume.at("/spec/claimRef/name").asText("");
        ObjectNode claim = claims.get(name);
        if (claim == null) {
            String problem =
                    name.isEmpty() ? "is bound to no claim" : "is bound to claim " + name + ", which is not there";
            fault("persistent volume", nameOf(volume), problem, TAKE_ANOTHER);
        }
        return Optional.ofNullable(claim);
    }

    private Optional<ClaimName> nameOfClaim(ObjectNode claim) {
        Optional<ClaimName> name = ClaimName.parse(nameOf(claim), tidbCluster);
        if (name.isEmpty()) {
            fault(
                    "persistent volume claim",
                    nameOf(claim),
                    "is not called <volume>-" + tidbCluster + "-tikv-<number>, so that no pod of TiKV would use it",
                    TAKE_ANOTHER);
        }
        return name;
    }

    private void fault(String field, String value, String problem, String advice) {
        findings.add(Finding.fault(field, value.isEmpty() ? cluster.value() : cluster + "/" + value, problem, advice));
    }

    private static String idOf(ObjectNode volume) {
        return volume.path("metadata").path("annotations").path(VOLUME_ID).asText("");
    }

    private static String storeOf(Store store) {
        return store.id().map(Object::toString).orElse("without id");
    }

    private static String nameOf(JsonNode object) {
        return object.at("/metadata/name").asText("");
    }
}
