package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.StoreId;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.discovery.TikvPod.Wanted;
import io.brfed.spi.TikvVolume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A TiKV object of TiDB Operator v2. Pure. */
final class V2Store {
    private static final String DATA_PATH = "/var/lib/tikv";

    private final ObjectNode object;
    private final TikvConfig config;
    private final List<Wanted> volumes;

    V2Store(ObjectNode object) {
        this.object = object;
        this.config = TikvConfig.of(Json.at(object, "spec", "config"));
        this.volumes = read();
    }

    String name() {
        return Json.text(object, "metadata", "name");
    }

    ObjectNode object() {
        return object;
    }

    Optional<StoreId> id() {
        return TikvPod.storeId(Json.text(object, "status", "id"));
    }

    boolean removed() {
        return Json.text(object, "status", "state").equals("Removed");
    }

    TikvConfig config() {
        return config;
    }

    /** Its volumes, the data volume first. */
    List<Wanted> volumes() {
        return volumes;
    }

    static boolean isData(Wanted volume) {
        return volume.role().equals(TikvVolume.DATA);
    }

    /** What a TidbCluster of v1 would have to say in {@code storageVolumes}. */
    List<JsonNode> layout() {
        List<JsonNode> layout = new ArrayList<>();
        Json.at(object, "spec", "volumes").forEach(layout::add);
        return layout;
    }

    private List<Wanted> read() {
        Map<String, String> mounts = new LinkedHashMap<>();
        for (JsonNode volume : layout()) {
            volume.path("mounts").forEach(mount -> mounts.put(path(mount), Json.text(volume, "name")));
        }
        VolumeRoles roles = new VolumeRoles(config, mounts);
        return layout().stream()
                .map(volume -> wanted(volume, roles))
                .sorted(Comparator.comparing((Wanted volume) -> !isData(volume)))
                .toList();
    }

    private static Wanted wanted(JsonNode volume, VolumeRoles roles) {
        String name = Json.text(volume, "name");
        Optional<JsonNode> data = dataMount(volume);
        String path = path(data.orElse(volume.path("mounts").path(0)));
        return data.isPresent()
                ? new Wanted("ti-vol-" + name, TikvVolume.DATA, path, "tikv")
                : new Wanted("ti-vol-" + name, roles.of(name), path, "tikv-" + name);
    }

    private static Optional<JsonNode> dataMount(JsonNode volume) {
        for (JsonNode mount : volume.path("mounts")) {
            if (isData(mount)) {
                return Optional.of(mount);
            }
        }
        return Optional.empty();
    }

    private static boolean isData(JsonNode mount) {
        return Json.text(mount, "type").equals("data");
    }

    private static String path(JsonNode mount) {
        String path = Json.text(mount, "mountPath");
        return path.isEmpty() && isData(mount) ? DATA_PATH : VolumeRoles.plain(path);
    }
}
