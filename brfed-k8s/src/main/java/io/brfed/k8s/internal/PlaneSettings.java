package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The configuration of an operator plane. Immutable as long as nobody changes its trees.
 *
 * @param backup what members of backups get
 * @param restore what members of restores get
 * @param storage where backups are kept; an object with one kind of storage
 * @param prefixRule how a member's prefix is made
 * @param source where a restore's backup lies, as it stands; wins over what the request says
 * @param zone the availability zone that volumes are restored to; empty to keep theirs
 * @param claim how long a lock on a TidbCluster lasts
 */
public record PlaneSettings(
        Template backup,
        Template restore,
        Optional<ObjectNode> storage,
        PrefixRule prefixRule,
        Optional<ObjectNode> source,
        String zone,
        Duration claim) {

    /** A digest of everything that decides what is done; without secrets. */
    public String fingerprint() {
        ObjectNode all = Json.object();
        all.set("backup", backup.visible());
        all.set("restore", restore.visible());
        all.set("storage", withoutSecrets(storage));
        all.put("prefixRule", prefixRule.name());
        all.set("source", withoutSecrets(source));
        all.put("zone", zone);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.canonical(all)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }

    private static ObjectNode withoutSecrets(Optional<ObjectNode> storage) {
        ObjectNode visible = storage.map(ObjectNode::deepCopy).orElseGet(Json::object);
        if (visible.get("azblob") instanceof ObjectNode azblob) {
            azblob.remove("sasToken");
        }
        return visible;
    }

    /** How the prefix of one member is made from the configured one. */
    public enum PrefixRule {
        /** {@code <prefix>/<operation>-<cluster>}. */
        PER_BACKUP,
        /** {@code <prefix>-<cluster>}. */
        AS_PUBLISHED
    }

    /**
     * What only the operator needs to know.
     *
     * @param fields the fields, named as in the manifests
     * @param labels labels of every member
     * @param annotations annotations of every member
     */
    public record Template(ObjectNode fields, Map<String, String> labels, Map<String, String> annotations) {
        /** Values of environment variables may be secret, so only their names and references are shown. */
        ObjectNode visible() {
            ObjectNode visible = Json.object();
            ObjectNode shown = fields.deepCopy();
            if (shown.get("env") instanceof ArrayNode env) {
                env.forEach(variable -> {
                    if (variable instanceof ObjectNode object) {
                        object.remove("value");
                    }
                });
            }
            visible.set("fields", shown);
            visible.set("labels", strings(labels));
            visible.set("annotations", strings(annotations));
            return visible;
        }

        private static ObjectNode strings(Map<String, String> values) {
            ObjectNode object = Json.object();
            new TreeMap<>(values).forEach(object::put);
            return object;
        }
    }
}
