package io.brfed.spi;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.StoreId;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.ClusterInventory.Replicas;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A TidbCluster that is restored into, as found at one time. Immutable.
 *
 * @param operator which TiDB Operator looks after it
 * @param mode whether it is in recovery mode
 * @param volumesReady who gave the word that TiKV's volumes are ready; empty if nobody did
 * @param specification what it is meant to be
 * @param pods its TiKV pods
 * @param claims the claims under the names of TiKV's volumes
 * @param stores the stores that run here and the state that the operator knows of each, for example {@code Up}
 * @param service whether it says of itself that it is ready
 * @param findings what is wrong about it
 * @since 0.1.0
 */
public record RestoreTarget(
        Operator operator,
        Mode mode,
        Optional<String> volumesReady,
        Specification specification,
        List<Pod> pods,
        List<Claim> claims,
        Map<StoreId, String> stores,
        Service service,
        List<Finding> findings) {
    /** Checks that no part is missing and copies the collections. */
    public RestoreTarget {
        Objects.requireNonNull(operator, "operator");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(volumesReady, "volumesReady");
        Objects.requireNonNull(specification, "specification");
        Objects.requireNonNull(service, "service");
        pods = List.copyOf(pods);
        claims = List.copyOf(claims);
        stores = Map.copyOf(stores);
        findings = List.copyOf(findings);
    }

    /**
     * Whether a TidbCluster waits to be restored.
     *
     * @since 0.1.0
     */
    public enum Mode {
        /** TiKV waits for its volumes, and TiDB is not started. */
        RECOVERY,
        /** Everything is started. */
        NORMAL
    }

    /**
     * Whether a TidbCluster says of itself that it is ready.
     *
     * @since 0.1.0
     */
    public enum Service {
        /** It does. */
        READY,
        /** It does not. */
        NOT_READY
    }

    /**
     * What a TidbCluster is meant to be, as far as a restore has to compare it with the backup.
     *
     * @param versions which versions would run
     * @param replicas how many of each component
     * @param tikvVolumes the names of TiKV's volumes, the data volume first
     * @param encryption how TiKV encrypts its files
     * @since 0.1.0
     */
    public record Specification(Versions versions, Replicas replicas, List<String> tikvVolumes, Encryption encryption) {
        /** Checks that no part is missing and copies the list. */
        public Specification {
            Objects.requireNonNull(versions, "versions");
            Objects.requireNonNull(replicas, "replicas");
            Objects.requireNonNull(encryption, "encryption");
            tikvVolumes = List.copyOf(tikvVolumes);
        }
    }

    /**
     * Which versions would run, by the tags of their images: what a component says of itself counts before what is said for all.
     *
     * @param tikv of TiKV, for example {@code v8.5.0}; empty if it is not set
     * @param tidb of TiDB; empty if it is not set
     * @since 0.1.0
     */
    public record Versions(String tikv, String tidb) {
        /** Checks that no part is missing. */
        public Versions {
            Objects.requireNonNull(tikv, "tikv");
            Objects.requireNonNull(tidb, "tidb");
        }
    }

    /**
     * How TiKV encrypts its files, as {@code security.encryption} says.
     *
     * @param method {@code data-encryption-method}; {@code plaintext} if it is not set
     * @param keyType {@code master-key.type}, for example {@code kms} or {@code file}; {@code plaintext} if it is not set
     * @param key the master key's {@code key-id}, or {@code path} where it is in a file; empty if neither is set
     * @since 0.1.0
     */
    public record Encryption(String method, String keyType, String key) {
        /** Nothing is encrypted. */
        public static final Encryption NONE = new Encryption("plaintext", "plaintext", "");

        /** Checks that no part is missing. */
        public Encryption {
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(keyType, "keyType");
            Objects.requireNonNull(key, "key");
        }

        /** Whether files are written in clear. */
        public boolean isPlain() {
            return method.equals(NONE.method);
        }
    }

    /**
     * One TiKV pod.
     *
     * @param name its name, which the pod made in its place has, too
     * @param uid what no other pod has
     * @param createdAt when it was made, by the clock of the API server
     * @since 0.1.0
     */
    public record Pod(String name, String uid, Instant createdAt) {
        /** Checks that no part is missing. */
        public Pod {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(uid, "uid");
            Objects.requireNonNull(createdAt, "createdAt");
        }
    }

    /**
     * One claim under the name of a volume of TiKV.
     *
     * @param name its name
     * @param persistentVolume what it is bound to; empty if to nothing yet
     * @param restore the restore that made it; empty if none of ours did
     * @since 0.1.0
     */
    public record Claim(String name, String persistentVolume, Optional<OperationId> restore) {
        /** Checks that no part is missing. */
        public Claim {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(persistentVolume, "persistentVolume");
            Objects.requireNonNull(restore, "restore");
        }
    }
}
