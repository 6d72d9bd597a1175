package io.brfed.spi;

import io.brfed.api.Finding;
import io.brfed.api.StoreId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The TiKV stores of one TiDB cluster that run in one Kubernetes cluster, with their volumes, as found at one time, and
 * the documents that a backup keeps. Immutable.
 *
 * @param operator which TiDB Operator looks after it
 * @param stores the stores that run here, by id
 * @param peers the stores that run in other Kubernetes clusters, as far as this one knows, with their pod names
 * @param replicas how many of each component are asked for here
 * @param documents the Kubernetes objects
 * @param clusterId the id of the TiDB cluster as the TidbCluster's status says it, decimal; empty if it does not
 * @param findings what is wrong or unusual about them: a pod without store id, a volume that is not EBS, ...
 * @since 0.1.0
 */
public record ClusterInventory(
        Operator operator,
        List<TikvStore> stores,
        Map<StoreId, String> peers,
        Replicas replicas,
        Documents documents,
        String clusterId,
        List<Finding> findings) {
    /** Checks that no part is missing and copies the collections. */
    public ClusterInventory {
        Objects.requireNonNull(operator, "operator");
        Objects.requireNonNull(replicas, "replicas");
        Objects.requireNonNull(documents, "documents");
        Objects.requireNonNull(clusterId, "clusterId");
        stores = List.copyOf(stores);
        peers = Map.copyOf(peers);
        findings = List.copyOf(findings);
    }

    /**
     * Which TiDB Operator looks after a TiDB cluster.
     *
     * @since 0.1.0
     */
    public enum Operator {
        /** TiDB Operator v1: {@code pingcap.com/v1alpha1}. */
        V1,
        /** TiDB Operator v2: {@code core.pingcap.com/v1alpha1}. */
        V2
    }

    /**
     * How many of each component the specification asks for in this Kubernetes cluster.
     *
     * @param pd PD members, 0 or more
     * @param tikv TiKV stores, 0 or more
     * @param tidb TiDB servers, 0 or more
     * @param tiflash TiFlash nodes, 0 or more
     * @since 0.1.0
     */
    public record Replicas(int pd, int tikv, int tidb, int tiflash) {}

    /**
     * Kubernetes objects as JSON text, for the metadata of a backup.
     *
     * @param tidbCluster the TidbCluster, of the form of v1 (made up for an operator v2), with its status
     * @param claims the persistent volume claims of the stores' volumes
     * @param volumes the persistent volumes bound to them, in the same order
     * @param manifests what people may want to read in the backup: the TidbCluster and what refers to it
     * @since 0.1.0
     */
    public record Documents(String tidbCluster, List<String> claims, List<String> volumes, List<Manifest> manifests) {
        /** Checks that no part is missing and copies the lists. */
        public Documents {
            Objects.requireNonNull(tidbCluster, "tidbCluster");
            claims = List.copyOf(claims);
            volumes = List.copyOf(volumes);
            manifests = List.copyOf(manifests);
        }
    }

    /**
     * One object for people to read.
     *
     * @param kind for example {@code TidbCluster}
     * @param namespace its namespace
     * @param name its name
     * @param yaml its text without managed fields
     * @since 0.1.0
     */
    public record Manifest(String kind, String namespace, String name, String yaml) {
        /** Checks that no part is missing. */
        public Manifest {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(namespace, "namespace");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(yaml, "yaml");
        }
    }

    /**
     * One TiKV store that runs in this Kubernetes cluster.
     *
     * @param id the store's id; empty if the pod does not say it, which is a fault among the findings
     * @param pod the name of its pod
     * @param volumes its volumes, the data volume first
     * @since 0.1.0
     */
    public record TikvStore(Optional<StoreId> id, String pod, List<TikvVolume> volumes) {
        /** Checks that no part is missing and copies the list. */
        public TikvStore {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(pod, "pod");
            volumes = List.copyOf(volumes);
        }
    }
}
