package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.Tso;
import io.brfed.plane.Closing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Reads the documents of brfed and of the original. Keys it does not know, nulls, and missing parts that a backup can do
 * without are passed over; what a restore needs and is missing or cannot be right is named.
 */
public final class MetaReader {
    private MetaReader() {}

    /**
     * A {@code clustermeta}.
     *
     * @throws IllegalArgumentException if it is not one, or only half of one
     */
    public static ClusterMeta cluster(byte[] document) {
        JsonNode json = tree(MetaNames.CLUSTER, document);
        String owner = json.path(MetaKeys.OWN).path("operation").asText("");
        return new ClusterMeta(
                new ContentReading(MetaNames.CLUSTER, json).read(),
                owner.isEmpty() ? Optional.empty() : Optional.of(new OperationId(owner)));
    }

    /**
     * What the cluster metadata that brfed wrote says about stores and volumes, without the Kubernetes objects.
     *
     * @throws IllegalArgumentException if it is not one, or only half of one
     */
    public static MetaContent stores(byte[] clusterMeta) {
        byte[] rest = KubernetesSection.ofClusterMeta(clusterMeta).rest();
        return new ContentReading(MetaNames.CLUSTER, tree(MetaNames.CLUSTER, rest)).read();
    }

    /**
     * A {@code backupmeta} or {@code restoremeta}.
     *
     * @throws IllegalArgumentException if it is not one, only half of one, or of another kind of backup
     */
    public static BackupMeta backup(byte[] document) {
        JsonNode json = tree(MetaNames.BACKUP, document);
        JsonNode cluster = json.path("cluster_info");
        String type = cluster.path("full_backup_type").asText("");
        if (!type.equals(MetaKeys.BACKUP_TYPE)) {
            throw new IllegalArgumentException("the full_backup_type of the backupmeta is '" + type + "', not '"
                    + MetaKeys.BACKUP_TYPE + "'; restore it with the tool that made it");
        }
        Tso commitTs = new Tso(Numbers.unsigned("resolved_ts", cluster.path("resolved_ts")));
        String version = cluster.path("cluster_version").asText("");
        if (commitTs.bits() == 0 || version.isEmpty()) {
            throw new IllegalArgumentException("the backupmeta has resolved_ts " + commitTs + " and cluster_version '"
                    + version + "'; a backup that has completed has both");
        }
        return new BackupMeta(
                commitTs, version, new ContentReading(MetaNames.BACKUP, json).read(), facts(json.path(MetaKeys.OWN)));
    }

    private static Optional<PauseFacts> facts(JsonNode own) {
        if (!own.isObject()) {
            return Optional.empty();
        }
        if (own.path("schema").asInt(0) != MetaKeys.SCHEMA) {
            throw new IllegalArgumentException("the backupmeta has brfed's keys of version " + own.path("schema")
                    + ", of which this one knows only " + MetaKeys.SCHEMA + "; use a later brfed");
        }
        return Optional.of(new PauseFacts(
                new OperationId(own.path("operation").asText("")),
                own.path("pause_identity").asText(""),
                new Closing(
                        new Tso(Numbers.unsigned("closing_ts", own.path("closing_ts"))),
                        Numbers.unsigned("id_high_water", own.path("id_high_water"))),
                Numbers.unsigned("pd_cluster_id", own.path("pd_cluster_id"))));
    }

    private static JsonNode tree(String name, byte[] document) {
        try {
            JsonNode json = MetaKeys.JSON.readTree(document);
            if (json instanceof ObjectNode) {
                return json;
            }
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException(
                    "the " + name + " of " + document.length + " bytes is not complete JSON: "
                            + notJson.getOriginalMessage() + "; it was damaged, or written only in part",
                    notJson);
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
        throw new IllegalArgumentException("the " + name + " of " + document.length + " bytes is no JSON object");
    }
}
