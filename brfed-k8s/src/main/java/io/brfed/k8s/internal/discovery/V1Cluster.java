package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.StoreId;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.TikvStores;
import io.brfed.k8s.internal.discovery.TikvPod.Wanted;
import io.brfed.plane.Readiness.Topology;
import io.brfed.spi.ClusterInventory.Replicas;
import io.brfed.spi.RestoreTarget.Encryption;
import io.brfed.spi.RestoreTarget.Specification;
import io.brfed.spi.RestoreTarget.Versions;
import io.brfed.spi.TikvVolume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a TidbCluster object of TiDB Operator v1 says. Any part of the specification may be missing. Pure. */
final class V1Cluster {
    private static final String DATA_PATH = "/var/lib/tikv";
    private static final String DATA = "tikv";

    private final ObjectNode object;
    private final Places places;
    private final TikvConfig config;
    private final Topology topology;

    V1Cluster(ObjectNode object, Places places) {
        this.object = object;
        this.places = places;
        this.config = TikvConfig.of(Json.at(object, "spec", "tikv", "config"));
        this.topology = TikvStores.read(object).orElse(new Topology(Map.of(), Map.of()));
    }

    /** What it is meant to be, as far as a restore compares it. */
    Specification specification() {
        List<String> names = volumes().stream().map(Wanted::podVolume).toList();
        return new Specification(new Versions(version("tikv"), version("tidb")), replicas(), names, encryption());
    }

    /** As TiDB Operator finds the image: a base image with the version; else an image, whose tag it is. */
    private String version(String component) {
        String own = Json.text(object, "spec", component, "version");
        String version = own.isEmpty() ? Json.text(object, "spec", "version") : own;
        String base = Json.text(object, "spec", component, "baseImage");
        String image = base.isEmpty() ? Json.text(object, "spec", component, "image") : base;
        String tag = image.substring(image.lastIndexOf('/') + 1).replaceFirst("@.*", "");
        boolean tagged = tag.contains(":") && (base.isEmpty() || version.isEmpty());
        return tagged ? tag.substring(tag.lastIndexOf(':') + 1) : version;
    }

    private Encryption encryption() {
        String prefix = "security.encryption.";
        String type = config.value(prefix + "master-key.type");
        String id = config.value(prefix + "master-key.key-id");
        String method = config.value(prefix + "data-encryption-method");
        return new Encryption(
                method.isEmpty() ? Encryption.NONE.method() : method,
                type.isEmpty() ? Encryption.NONE.keyType() : type,
                id.isEmpty() ? config.value(prefix + "master-key.path") : id);
    }

    Replicas replicas() {
        return new Replicas(replicas("pd"), replicas("tikv"), replicas("tidb"), replicas("tiflash"));
    }

    /** Why TiKV's configuration cannot be read; empty if it can. */
    Optional<String> unreadable() {
        return config.fault();
    }

    /** What keeps TiKV's configuration from being read. */
    List<Finding> configFaults() {
        return ConfigFaults.of(config, places.of(places.tidbCluster().name()));
    }

    private int replicas(String component) {
        return Math.max(0, Json.at(object, "spec", component, "replicas").asInt(0));
    }

    Map<StoreId, String> peers() {
        return topology.peers();
    }

    List<TikvPod> pods(List<ObjectNode> pods) {
        List<Wanted> volumes = volumes();
        return pods.stream()
                .map(pod -> new TikvPod(pod, knownAs(Json.text(pod, "metadata", "name")), volumes))
                .toList();
    }

    private Optional<StoreId> knownAs(String pod) {
        return topology.own().entrySet().stream()
                .filter(store -> store.getValue().equals(pod))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private List<Wanted> volumes() {
        Map<String, String> mounts = new LinkedHashMap<>();
        mounts.put(DATA_PATH, DATA);
        JsonNode storage = Json.at(object, "spec", "tikv", "storageVolumes");
        storage.forEach(volume -> {
            String path = VolumeRoles.plain(Json.text(volume, "mountPath"));
            if (!path.isEmpty()) {
                mounts.put(path, podVolume(volume));
            }
        });
        VolumeRoles roles = new VolumeRoles(config, mounts);
        List<Wanted> wanted = new ArrayList<>();
        wanted.add(new Wanted(DATA, TikvVolume.DATA, DATA_PATH, DATA));
        storage.forEach(volume -> {
            String name = podVolume(volume);
            wanted.add(new Wanted(name, roles.of(name), Json.text(volume, "mountPath"), name));
        });
        return wanted;
    }

    private static String podVolume(JsonNode storageVolume) {
        return DATA + "-" + Json.text(storageVolume, "name");
    }

    /** What is wrong with the cluster as a whole and with the names of claims. */
    List<Finding> findings(List<TikvPod> pods) {
        List<Finding> findings = new ArrayList<>(configFaults());
        findings.addAll(RoleNotices.of(volumes(), places));
        topology.own().forEach((id, pod) -> {
            if (pods.stream().noneMatch(found -> found.name().equals(pod))) {
                findings.add(Finding.fault(
                        "TidbCluster status.tikv.stores",
                        places.of(places.tidbCluster().name()),
                        "holds store " + id + " with pod " + pod + ", but there is no such pod",
                        "wait until the pod is back, or until TiDB Operator has removed the store"));
            }
        });
        pods.forEach(pod -> claimNames(pod, findings));
        return findings;
    }

    private void claimNames(TikvPod pod, List<Finding> findings) {
        for (Wanted wanted : pod.volumes()) {
            String claim = pod.claim(wanted);
            String expected = wanted.podVolume() + "-" + places.tidbCluster().name() + "-tikv-";
            if (!claim.isEmpty() && !claim.matches(Pattern.quote(expected) + "\\d+")) {
                findings.add(Finding.fault(
                        "PersistentVolumeClaim",
                        places.of(claim),
                        "is not called " + expected + "<number>, by which a restore knows claims",
                        "let TiDB Operator create the store's claims"));
            }
        }
    }
}
