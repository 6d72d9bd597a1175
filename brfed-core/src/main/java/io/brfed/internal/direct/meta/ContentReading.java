package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.meta.MetaContent.Components;
import io.brfed.internal.direct.meta.MetaContent.KubernetesObjects;
import io.brfed.internal.direct.meta.MetaContent.Store;
import io.brfed.internal.direct.meta.MetaContent.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what all documents have in common. For one use. */
final class ContentReading {
    private final String name;
    private final JsonNode json;
    private final KubernetesObjects objects;
    private final MountPaths paths;

    ContentReading(String name, JsonNode json) {
        this.name = name;
        this.json = json;
        JsonNode kubernetes = json.path("kubernetes");
        this.objects = new KubernetesObjects(
                objects(kubernetes.path("pvcs")),
                objects(kubernetes.path("pvs")),
                kubernetes.get("crd_tidb_cluster") instanceof ObjectNode object
                        ? Optional.of(object)
                        : Optional.empty());
        this.paths = new MountPaths(objects);
    }

    MetaContent read() {
        List<Store> stores = new ArrayList<>();
        json.path("tikv").path("stores").forEach(store -> stores.add(store(store)));
        if (stores.isEmpty()) {
            throw new IllegalArgumentException("the " + name + " names no TiKV store; there is nothing to restore");
        }
        Components replicas = new Components(replicas("tikv"), replicas("pd"), replicas("tidb"));
        return new MetaContent(replicas, stores, objects);
    }

    private int replicas(String component) {
        return Numbers.count(json.path(component).path("replicas"));
    }

    private Store store(JsonNode store) {
        long id = Numbers.unsigned("store_id", store.path("store_id"));
        List<Volume> volumes = new ArrayList<>();
        store.path("volumes").forEach(volume -> volumes.add(volume(volume)));
        return new Store(id == 0 ? Optional.empty() : Optional.of(new StoreId(id)), volumes);
    }

    private Volume volume(JsonNode volume) {
        Optional<VolumeId> id = value(volume, "volume_id", VolumeId::new);
        Optional<String> given = value(volume, "mount_path", Function.identity());
        return new Volume(
                id,
                volume.path("type").asText(""),
                value(volume, "snapshot_id", SnapshotId::new),
                value(volume, "restore_volume_id", VolumeId::new),
                volume.path("volume_az").asText(""),
                given.isPresent() ? given : id.flatMap(paths::of));
    }

    private static <T> Optional<T> value(JsonNode node, String key, Function<String, T> make) {
        String text = node.path(key).isNull() ? "" : node.path(key).asText("");
        return text.isBlank() ? Optional.empty() : Optional.of(make.apply(text));
    }

    private static List<ObjectNode> objects(JsonNode array) {
        List<ObjectNode> found = new ArrayList<>();
        array.forEach(item -> {
            if (item instanceof ObjectNode object) {
                found.add(object);
            }
        });
        return found;
    }
}
