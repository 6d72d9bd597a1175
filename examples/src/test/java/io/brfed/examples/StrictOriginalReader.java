package io.brfed.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads the documents of a backup as strictly as BR and TiDB Operator do: the contract of the fact sheet on volumes and metadata
 * (2.2, 2.3, and "backup by ours, restore by the original" in 2.5), item by item and by nothing of ours. For one document.
 */
final class StrictOriginalReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SEMANTIC_VERSION =
            Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
    private static final Pattern VOLUME = Pattern.compile("vol-[0-9a-f]+");
    private static final Pattern SNAPSHOT = Pattern.compile("snap-[0-9a-f]+");
    private static final int BITS = 64;

    private final JsonNode document;
    private final List<String> problems = new ArrayList<>();

    private StrictOriginalReader(byte[] content) {
        try {
            document = JSON.readTree(content);
        } catch (IOException notJson) {
            throw new AssertionError("no JSON", notJson);
        }
    }

    /** What would keep BR from restoring it, or TiDB Operator from cleaning it up. */
    static List<String> backupMeta(byte[] content) {
        StrictOriginalReader reader = new StrictOriginalReader(content);
        reader.clusterInfo();
        reader.stores("", value -> SNAPSHOT.matcher(value).matches());
        reader.zones();
        reader.kubernetes();
        return reader.problems;
    }

    /** What would keep TiDB Operator from making persistent volumes of it, or from removing the volumes. */
    static List<String> restoreMeta(byte[] content) {
        StrictOriginalReader reader = new StrictOriginalReader(content);
        reader.clusterInfo();
        reader.stores("vol-", value -> SNAPSHOT.matcher(value).matches());
        reader.kubernetes();
        return reader.problems;
    }

    /** What would keep BR from taking the snapshots of what it names. */
    static List<String> clusterMeta(byte[] content) {
        StrictOriginalReader reader = new StrictOriginalReader(content);
        reader.stores("", String::isEmpty);
        reader.eachVolume(volume -> reader.text(volume, "mount_path", value -> value.startsWith("/")));
        reader.kubernetes();
        return reader.problems;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            problems.add(otherwise);
        }
    }

    private void clusterInfo() {
        JsonNode info = document.path("cluster_info");
        require(info.isObject(), "cluster_info is no object");
        text(info, "cluster_version", value -> SEMANTIC_VERSION.matcher(value).matches());
        text(info, "full_backup_type", "aws-ebs"::equals);
        require(isUnsigned(info.path("resolved_ts")), "resolved_ts is " + info.path("resolved_ts"));
        require(!info.path("resolved_ts").asText().equals("0"), "resolved_ts is 0");
        JsonNode replicas = info.path("replicas");
        require(replicas.isMissingNode() || replicas.isNull() || replicas.isObject(), "replicas is " + replicas);
        JsonNode region = document.path("region");
        require(region.isMissingNode() || region.isTextual(), "region is " + region);
    }

    /** What Go decodes into a uint64: an integer in digits, neither text nor with a point or an exponent. */
    private static boolean isUnsigned(JsonNode node) {
        return node.isIntegralNumber()
                && node.bigIntegerValue().signum() >= 0
                && node.bigIntegerValue().bitLength() <= BITS;
    }

    private void stores(String restored, Predicate<String> snapshot) {
        for (String component : List.of("tikv", "pd", "tidb")) {
            JsonNode replicas = document.path(component).path("replicas");
            require(replicas.isInt() && replicas.asInt() >= 0, component + ".replicas is " + replicas);
        }
        JsonNode stores = document.at("/tikv/stores");
        require(stores.isArray() && !stores.isEmpty(), "tikv.stores is " + stores);
        require(document.at("/tikv/replicas").asInt() >= stores.size(), "fewer replicas than stores");
        Set<String> ids = new HashSet<>();
        Set<String> volumes = new HashSet<>();
        for (JsonNode store : stores) {
            JsonNode id = store.path("store_id");
            require(isUnsigned(id) && !id.asText().equals("0"), "store_id is " + id);
            require(ids.add(id.asText()), "store_id " + id + " is there twice");
            require(store.path("volumes").size() > 0, "store " + id + " has no volumes");
            require(
                    store.path("volumes").findValuesAsText("type").stream()
                                    .filter("storage.data-dir"::equals)
                                    .count()
                            == 1,
                    "store " + id + " has not one data volume");
        }
        eachVolume(volume -> {
            text(volume, "volume_id", value -> VOLUME.matcher(value).matches());
            require(volumes.add(volume.path("volume_id").asText()), "a volume_id is there twice: " + volume);
            text(volume, "type", value -> true);
            text(volume, "snapshot_id", snapshot);
            text(
                    volume,
                    "restore_volume_id",
                    value -> restored.isEmpty()
                            ? value.isEmpty()
                            : VOLUME.matcher(value).matches());
            JsonNode status = volume.path("status");
            require(status.isMissingNode() || status.isTextual(), "status is " + status);
        });
    }

    private void zones() {
        eachVolume(volume -> text(volume, "volume_az", value -> !value.isEmpty()));
    }

    private void eachVolume(Consumer<JsonNode> check) {
        document.at("/tikv/stores").forEach(store -> store.path("volumes").forEach(check));
    }

    private void text(JsonNode object, String key, Predicate<String> right) {
        JsonNode value = object.path(key);
        require(value.isTextual() && right.test(value.textValue()), key + " is " + value);
    }

    private void kubernetes() {
        JsonNode kubernetes = document.path("kubernetes");
        JsonNode options = kubernetes.path("options");
        // The decoder is one of Kubernetes objects: it refuses even {}, which has no kind.
        require(options.isMissingNode() || options.isNull(), "kubernetes.options is " + options);
        JsonNode general = document.path("options");
        require(general.isMissingNode() || general.isNull() || general.isObject(), "options is " + general);
        JsonNode claims = kubernetes.path("pvcs");
        JsonNode volumes = kubernetes.path("pvs");
        require(claims.isArray() && !claims.isEmpty(), "there are no pvcs");
        require(volumes.isArray() && claims.size() == volumes.size(), "pvs and pvcs are not as many");
        claims.forEach(claim -> problems.addAll(TypedObject.claim(claim)));
        volumes.forEach(volume -> problems.addAll(TypedObject.volume(volume)));
        JsonNode cluster = kubernetes.path("crd_tidb_cluster");
        tidbCluster(cluster, volumes.size());
        names(cluster.at("/metadata/name").asText(), claims, volumes);
    }

    private void names(String cluster, JsonNode claims, JsonNode volumes) {
        Pattern form = Pattern.compile(".+-" + Pattern.quote(cluster) + "-tikv-\\d+");
        Set<String> known = new HashSet<>();
        claims.forEach(claim -> {
            String name = claim.at("/metadata/name").asText();
            known.add(name);
            require(form.matcher(name).matches(), "pvc " + name + " is no name of a volume of TiKV");
        });
        Set<String> annotated = new HashSet<>();
        for (JsonNode volume : volumes) {
            String id = volume.path("metadata")
                    .path("annotations")
                    .path("temporary/volume-id")
                    .asText("");
            require(annotated.add(id), "two pvs are of volume " + id);
            require(
                    known.contains(volume.at("/spec/claimRef/name").asText("")),
                    "pv " + volume.at("/metadata/name") + " is bound to no pvc of the list");
        }
        eachVolume(volume -> require(
                annotated.contains(volume.path("volume_id").asText()), "no pv is of " + volume.path("volume_id")));
    }

    private void tidbCluster(JsonNode cluster, int volumes) {
        text(cluster.path("metadata"), "name", value -> !value.isEmpty());
        JsonNode tikv = cluster.at("/spec/tikv");
        int stores = document.at("/tikv/stores").size();
        require(
                tikv.path("replicas").isInt() && tikv.path("replicas").asInt() == stores,
                "spec.tikv.replicas is " + tikv.path("replicas") + " of " + stores + " stores");
        require(
                stores * (1 + tikv.path("storageVolumes").size()) == volumes,
                "spec.tikv.storageVolumes has " + tikv.path("storageVolumes").size() + " entries");
        tikv.path("storageVolumes")
                .forEach(one -> List.of("name", "storageSize", "mountPath")
                        .forEach(key -> text(one, key, value -> !value.isEmpty())));
        JsonNode tiflash = cluster.at("/spec/tiflash/replicas");
        require(tiflash.isMissingNode() || tiflash.isInt(), "spec.tiflash.replicas is " + tiflash);
        JsonNode config = tikv.path("config");
        require(config.isMissingNode() || config.isTextual(), "spec.tikv.config is no text: " + config);
        try {
            new TomlMapper().readTree(config.asText(""));
        } catch (IOException notToml) {
            problems.add("spec.tikv.config is no TOML: " + config);
        }
    }
}
