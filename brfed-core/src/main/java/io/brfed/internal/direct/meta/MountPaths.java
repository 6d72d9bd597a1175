package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.meta.MetaContent.KubernetesObjects;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where volumes were mounted, from the names of their claims: BR's {@code backupmeta} does not say it. A claim is called
 * {@code <volume>-<TidbCluster>-tikv-<number>}.
 */
final class MountPaths {
    private final Map<String, String> claimOf = new HashMap<>();
    private final Map<String, String> pathOf = new HashMap<>();
    private final Pattern claimName;

    MountPaths(KubernetesObjects objects) {
        JsonNode tidbCluster = objects.tidbCluster().orElseGet(MetaKeys.JSON::createObjectNode);
        String cluster = tidbCluster.at("/metadata/name").asText("");
        claimName = Pattern.compile("(.+)-" + Pattern.quote(cluster) + "-tikv-\\d+");
        for (ObjectNode volume : objects.volumes()) {
            claimOf.put(
                    volume.path("metadata")
                            .path("annotations")
                            .path(MetaKeys.VOLUME_ID)
                            .asText(""),
                    volume.at("/spec/claimRef/name").asText(""));
        }
        pathOf.put(MetaKeys.DATA_VOLUME, MetaKeys.DATA_PATH);
        for (JsonNode volume : tidbCluster.at("/spec/tikv/storageVolumes")) {
            pathOf.put(
                    MetaKeys.DATA_VOLUME + "-" + volume.path("name").asText(""),
                    volume.path("mountPath").asText(""));
        }
    }

    Optional<String> of(VolumeId volume) {
        Matcher matcher = claimName.matcher(claimOf.getOrDefault(volume.value(), ""));
        return matcher.matches() ? Optional.ofNullable(pathOf.get(matcher.group(1))) : Optional.empty();
    }
}
