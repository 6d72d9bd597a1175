package io.brfed.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What only TiDB Operator needs to know of a backup or a restore: images, pod settings, BR's flags and the like, apart
 * from where the data lies. It is the {@code spec.template} of the published {@code VolumeBackup} and
 * {@code VolumeRestore} manifests without its storage, and its properties have the same names. What is not set is left
 * to the operator. Values are checked together with the whole request, before anything is created.
 *
 * <pre>{@code
 * OperatorTemplate template = OperatorTemplate.builder()
 *         .toolImage("pingcap/br:v8.5.0")
 *         .serviceAccount("tidb-backup-manager")
 *         .cleanPolicy("Delete")
 *         .build();
 * }</pre>
 *
 * Immutable, safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class OperatorTemplate {
    private final ObjectNode fields;
    private final Map<String, String> labels;
    private final Map<String, String> annotations;

    private OperatorTemplate(ObjectNode fields, Map<String, String> labels, Map<String, String> annotations) {
        this.fields = fields.deepCopy();
        this.labels = Map.copyOf(labels);
        this.annotations = Map.copyOf(annotations);
    }

    /** A template that leaves everything to the operator. */
    public static OperatorTemplate defaults() {
        return builder().build();
    }

    /** Begins a template. */
    public static Builder builder() {
        return new Builder();
    }

    /** A template with fields named as in the manifests; only those that {@link Builder} knows. */
    static OperatorTemplate of(ObjectNode fields, Map<String, String> labels, Map<String, String> annotations) {
        return new OperatorTemplate(fields, labels, annotations);
    }

    /** The fields, named as in the manifests. */
    ObjectNode fields() {
        return fields.deepCopy();
    }

    /** Labels that every member object carries. */
    Map<String, String> labels() {
        return labels;
    }

    /** Annotations that every member object carries. */
    Map<String, String> annotations() {
        return annotations;
    }

    /** The names of the properties that are set; no values, which may be secret. */
    @Override
    public String toString() {
        return "OperatorTemplate" + new TreeMap<>(Json.texts(fields)).keySet();
    }

    /**
     * Collects the parts of an {@link OperatorTemplate}. Settings of pods are YAML or JSON text, as in the manifests.
     * Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final String BR = "br";

        private final ObjectNode fields = Json.object();
        private final Map<String, String> labels = new TreeMap<>();
        private final Map<String, String> annotations = new TreeMap<>();

        private Builder() {}

        /** Adds a label to every member object. Those that begin with {@code brfed.io/} are reserved. */
        public Builder label(String name, String value) {
            labels.put(notReserved(name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Adds an annotation to every member object, from where the operator copies it to jobs and pods, for example
         * {@code iam.amazonaws.com/role}. Those that begin with {@code brfed.io/} are reserved.
         */
        public Builder annotation(String name, String value) {
            annotations.put(notReserved(name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Sets BR's {@code concurrency}, at least 1. */
        public Builder concurrency(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("concurrency must be at least 1, is " + value);
            }
            fields.withObjectProperty(BR).put("concurrency", value);
            return this;
        }

        /** Sets BR's {@code checkRequirements}. */
        public Builder checkRequirements(Choice value) {
            fields.withObjectProperty(BR).put("checkRequirements", value == Choice.YES);
            return this;
        }

        /** Sets BR's {@code sendCredToTikv}. */
        public Builder sendCredToTikv(Choice value) {
            fields.withObjectProperty(BR).put("sendCredToTikv", value == Choice.YES);
            return this;
        }

        /** Sets flags for BR, which win over everything else. */
        public Builder brOptions(List<String> flags) {
            ArrayNode options = fields.withObjectProperty(BR).putArray("options");
            List.copyOf(flags).forEach(options::add);
            return this;
        }

        /** Sets the job pods' {@code resources}, a Kubernetes {@code ResourceRequirements} object. */
        public Builder resources(String yaml) {
            return set("resources", object("resources", yaml));
        }

        /** Sets the job pods' {@code env}, a list of Kubernetes {@code EnvVar} objects. */
        public Builder env(String yaml) {
            return set("env", list("env", yaml));
        }

        /** Sets the job pods' {@code tolerations}, a list of Kubernetes {@code Toleration} objects. */
        public Builder tolerations(String yaml) {
            return set("tolerations", list("tolerations", yaml));
        }

        /** Sets the image of BR; without a tag the operator adds TiKV's version. */
        public Builder toolImage(String image) {
            return set("toolImage", image);
        }

        /** Sets the names of the secrets to pull images with. */
        public Builder imagePullSecrets(List<String> names) {
            ArrayNode secrets = fields.putArray("imagePullSecrets");
            List.copyOf(names).forEach(name -> secrets.addObject().put("name", name));
            return this;
        }

        /** Sets the service account of the job pods. The operator's default: {@code tidb-backup-manager}. */
        public Builder serviceAccount(String name) {
            return set("serviceAccount", name);
        }

        /** Sets whether job pods get the service account's token (TiDB Operator 1.6.6 or newer). */
        public Builder automountServiceAccountToken(Choice value) {
            fields.put("automountServiceAccountToken", value == Choice.YES);
            return this;
        }

        /**
         * Sets what becomes of snapshots and stored metadata when a backup is deleted: {@code Retain},
         * {@code OnFailure} or {@code Delete}. The operator's default: {@code Retain}.
         */
        public Builder cleanPolicy(String policy) {
            return set("cleanPolicy", policy);
        }

        /** Sets the priority class of the job pods. */
        public Builder priorityClassName(String name) {
            return set("priorityClassName", name);
        }

        /**
         * Sets which sizes are calculated after a backup: {@code all}, {@code full}, {@code incremental} or
         * {@code none}. The operator's default: {@code all}.
         */
        public Builder calcSizeLevel(String level) {
            return set("calcSizeLevel", level);
        }

        /** Sets further volumes of the job pods, a list of Kubernetes {@code Volume} objects. */
        public Builder additionalVolumes(String yaml) {
            return set("additionalVolumes", list("additionalVolumes", yaml));
        }

        /** Sets further mounts of the job pods, a list of Kubernetes {@code VolumeMount} objects. */
        public Builder additionalVolumeMounts(String yaml) {
            return set("additionalVolumeMounts", list("additionalVolumeMounts", yaml));
        }

        /**
         * Sets how long the pause may last in all: initialization, every member's snapshots and our reaction. At least
         * one second. The operator's default: 600 seconds.
         */
        public Builder volumeBackupInitJobMaxActive(Duration limit) {
            if (limit.toSeconds() < 1 || limit.toSeconds() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("the init job's limit must be at least 1 s, is " + limit);
            }
            fields.put("volumeBackupInitJobMaxActiveSeconds", (int) limit.toSeconds());
            return this;
        }

        /** Sets how many snapshots per second each member deletes, 0.1 to 2.0. The operator's default: 1. */
        public Builder snapshotsDeleteRatio(double perSecond) {
            fields.put("snapshotsDeleteRatio", perSecond);
            return this;
        }

        /**
         * Sets whether restored volumes are warmed up: {@code sync} (before TiKV starts), {@code async} (while it runs),
         * or empty for not at all, which is the default.
         */
        public Builder warmup(String mode) {
            return set("warmup", mode);
        }

        /** Sets the image that warms up volumes; required with {@link #warmup}. */
        public Builder warmupImage(String image) {
            return set("warmupImage", image);
        }

        /**
         * Sets how volumes are warmed up: {@code fio}, {@code hybrid}, {@code fsr} or {@code check-wal-only}, which needs
         * {@code sync}. The operator's default: {@code hybrid}.
         */
        public Builder warmupStrategy(String strategy) {
            return set("warmupStrategy", strategy);
        }

        /** The finished template. */
        public OperatorTemplate build() {
            return new OperatorTemplate(fields, labels, annotations);
        }

        private Builder set(String name, String value) {
            fields.put(name, Objects.requireNonNull(value, "value"));
            return this;
        }

        private Builder set(String name, JsonNode value) {
            fields.set(name, value);
            return this;
        }

        private static JsonNode list(String name, String yaml) {
            JsonNode tree = tree(name, yaml);
            if (!tree.isArray()) {
                throw new IllegalArgumentException(name + " must be a YAML list, is " + tree.getNodeType());
            }
            return tree;
        }

        private static JsonNode object(String name, String yaml) {
            JsonNode tree = tree(name, yaml);
            if (!tree.isObject()) {
                throw new IllegalArgumentException(name + " must be a YAML object, is " + tree.getNodeType());
            }
            return tree;
        }

        private static JsonNode tree(String name, String yaml) {
            try {
                return Json.yaml(Objects.requireNonNull(yaml, "yaml"));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + " " + e.getMessage(), e);
            }
        }

        private static String notReserved(String name) {
            if (name.startsWith("brfed.io/")) {
                throw new IllegalArgumentException("labels and annotations 'brfed.io/…' are reserved, got " + name);
            }
            return name;
        }
    }

    /**
     * A setting that is on or off.
     *
     * @since 0.1.0
     */
    public enum Choice {
        /** On. */
        YES,
        /** Off. */
        NO
    }
}
