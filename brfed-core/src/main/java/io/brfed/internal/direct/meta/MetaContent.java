package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code clustermeta}, {@code backupmeta} and {@code restoremeta} have in common, as read. Immutable apart from the
 * trees, which nobody changes.
 *
 * @param replicas how many of each component there were
 * @param stores the stores of one Kubernetes cluster
 * @param objects its Kubernetes objects
 */
public record MetaContent(Components replicas, List<Store> stores, KubernetesObjects objects) {
    /** Checks that no part is missing and copies the list. */
    public MetaContent {
        Objects.requireNonNull(replicas, "replicas");
        Objects.requireNonNull(objects, "objects");
        stores = List.copyOf(stores);
    }

    /** Every snapshot that is named, also those of volumes without an id. */
    public List<SnapshotId> snapshots() {
        return stores.stream()
                .flatMap(store -> store.volumes().stream())
                .map(Volume::snapshot)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * How many of each component there were.
     *
     * @param tikv TiKV stores of the whole TiDB cluster, in all Kubernetes clusters
     * @param pd PD members of this one
     * @param tidb TiDB servers of this one
     */
    public record Components(int tikv, int pd, int tidb) {}

    /**
     * One store.
     *
     * @param id its id; empty if the original did not know it and wrote 0
     * @param volumes its volumes
     */
    public record Store(Optional<StoreId> id, List<Volume> volumes) {
        /** Checks that the id is given and copies the list. */
        public Store {
            Objects.requireNonNull(id, "id");
            volumes = List.copyOf(volumes);
        }
    }

    /**
     * One volume.
     *
     * @param id the volume that was backed up; empty if the original did not find it
     * @param role the TiKV setting that names its directory; empty if that is not known
     * @param snapshot the snapshot; empty before there is one
     * @param restored the volume made of it; empty before there is one
     * @param zone the availability zone of the volume backed up; empty if not known
     * @param mountPath where the store mounted it; empty if not known
     */
    public record Volume(
            Optional<VolumeId> id,
            String role,
            Optional<SnapshotId> snapshot,
            Optional<VolumeId> restored,
            String zone,
            Optional<String> mountPath) {
        /** Checks that no part is missing. */
        public Volume {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(restored, "restored");
            Objects.requireNonNull(zone, "zone");
            Objects.requireNonNull(mountPath, "mountPath");
        }
    }

    /**
     * The Kubernetes objects, with or without {@code kind} and {@code apiVersion}.
     *
     * @param claims the persistent volume claims
     * @param volumes the persistent volumes
     * @param tidbCluster the TidbCluster of v1; its numbers may be printed as floating-point numbers
     */
    public record KubernetesObjects(
            List<ObjectNode> claims, List<ObjectNode> volumes, Optional<ObjectNode> tidbCluster) {
        /** Checks that no part is missing and copies the lists. */
        public KubernetesObjects {
            Objects.requireNonNull(tidbCluster, "tidbCluster");
            claims = List.copyOf(claims);
            volumes = List.copyOf(volumes);
        }
    }
}
