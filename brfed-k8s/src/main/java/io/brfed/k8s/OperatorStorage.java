package io.brfed.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.Json;
import java.util.List;
import java.util.Objects;

/**
 * Where TiDB Operator keeps a backup's metadata: the storage fields of the published manifests, with the same names.
 * Credentials are named, not held: {@link Builder#secretName} is the name of a Kubernetes secret in the TidbCluster's
 * namespace.
 *
 * <pre>{@code
 * OperatorStorage storage = OperatorStorage.s3("my-bucket").prefix("tidb").region("us-west-2").build();
 * }</pre>
 *
 * Immutable, safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class OperatorStorage {
    private static final String DEFAULT_PROVIDER = "aws";

    private final ObjectNode fields;

    private OperatorStorage(ObjectNode fields) {
        this.fields = fields.deepCopy();
    }

    /**
     * Begins storage in S3, the only one that volume snapshot backups work with.
     *
     * @param bucket the bucket; whether it is given is checked with the whole request
     */
    public static Builder s3(String bucket) {
        return new Builder(bucket);
    }

    /** Storage as in a manifest: an object with {@code s3}, {@code gcs}, {@code azblob} or {@code local}. */
    static OperatorStorage of(ObjectNode fields) {
        return new OperatorStorage(fields);
    }

    /** An object with {@code s3}, or what else a manifest named. */
    ObjectNode fields() {
        return fields.deepCopy();
    }

    /** {@code s3://bucket/prefix}, or the kind of storage. */
    @Override
    public String toString() {
        JsonNode s3 = fields.path("s3");
        return s3.isObject()
                ? "s3://" + Json.text(s3, "bucket") + "/" + Json.text(s3, "prefix")
                : "OperatorStorage" + Json.texts(fields).keySet();
    }

    /**
     * How the prefix of one member is made from the configured one.
     *
     * @since 0.1.0
     */
    public enum PrefixRule {
        /** {@code <prefix>/<backup name>-<cluster>}: each backup has its own place. */
        PER_BACKUP,
        /** {@code <prefix>-<cluster>}, as BR Federation does it: a second backup to the same prefix is refused. */
        AS_PUBLISHED
    }

    /**
     * Collects the parts of an {@link OperatorStorage}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final ObjectNode s3 = Json.object();

        private Builder(String bucket) {
            set("bucket", bucket);
            set("provider", DEFAULT_PROVIDER);
        }

        /** Sets the provider, {@code aws} or {@code ceph}. Default: {@code aws}. */
        public Builder provider(String value) {
            return set("provider", value);
        }

        /** Sets the prefix inside the bucket; a member's own prefix is made from it. Required. */
        public Builder prefix(String value) {
            return set("prefix", value);
        }

        /** Sets the region of the bucket. */
        public Builder region(String value) {
            return set("region", value);
        }

        /** Sets the endpoint, with scheme and host. Default: the provider's own. */
        public Builder endpoint(String value) {
            return set("endpoint", value);
        }

        /** Sets the name of the secret with {@code access_key} and {@code secret_key}. Default: the pod's own role. */
        public Builder secretName(String value) {
            return set("secretName", value);
        }

        /** Sets the storage class of the objects. */
        public Builder storageClass(String value) {
            return set("storageClass", value);
        }

        /** Sets the canned access rule of the objects. */
        public Builder acl(String value) {
            return set("acl", value);
        }

        /** Sets the server-side encryption of the objects. */
        public Builder sse(String value) {
            return set("sse", value);
        }

        /** Sets further options of the operator's storage tool. */
        public Builder options(List<String> values) {
            ArrayNode options = s3.putArray("options");
            List.copyOf(values).forEach(options::add);
            return this;
        }

        /** Addresses the bucket in the path instead of the host name, for storage that is not AWS. */
        public Builder forcePathStyle() {
            s3.put("forcePathStyle", true);
            return this;
        }

        /** The finished storage. */
        public OperatorStorage build() {
            ObjectNode fields = Json.object();
            fields.set("s3", s3.deepCopy());
            return new OperatorStorage(fields);
        }

        private Builder set(String name, String value) {
            s3.put(name, Objects.requireNonNull(value, "value"));
            return this;
        }
    }
}
