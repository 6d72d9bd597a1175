package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.discovery.TikvPod.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Claims and volumes as a backup keeps them: as TiDB Operator v1 and BR write and read them. Those of a cluster of v2 get
 * the names and labels that v1 would have given them, because its restore knows claims by name. The objects themselves
 * are not changed. Mutable, for one thread.
 */
final class VolumeDocuments {
    private static final String VOLUME_ID = "temporary/volume-id";
    private static final String POD_NAME = "tidb.pingcap.com/pod-name";
    private static final String SOURCE_CLAIM = "brfed.io/source-claim";
    private static final List<String> STORE_LABELS = List.of(TikvPod.STORE_ID, "tidb.pingcap.com/cluster-id");

    private final Optional<TidbClusterRef> renamedFor;
    private final List<String> claims = new ArrayList<>();
    private final List<String> volumes = new ArrayList<>();

    private VolumeDocuments(Optional<TidbClusterRef> renamedFor) {
        this.renamedFor = renamedFor;
    }

    static VolumeDocuments asTheyAre() {
        return new VolumeDocuments(Optional.empty());
    }

    static VolumeDocuments renamed(TidbClusterRef tidbCluster) {
        return new VolumeDocuments(Optional.of(tidbCluster));
    }

    void add(ClaimedVolumes.Bound bound, Wanted wanted, int ordinal) {
        ObjectNode claim = stored(bound.claim());
        ObjectNode volume = stored(bound.volume());
        child(volume, "annotations").put(VOLUME_ID, bound.id().value());
        renamedFor.ifPresent(cluster -> rename(cluster, claim, volume, wanted.v1Name() + "-" + pod(cluster, ordinal)));
        renamedFor.ifPresent(cluster -> child(claim, "labels").put(POD_NAME, pod(cluster, ordinal)));
        claims.add(claim.toString());
        volumes.add(volume.toString());
    }

    List<String> claims() {
        return claims;
    }

    List<String> volumes() {
        return volumes;
    }

    /** The name of a pod of v1. */
    static String pod(TidbClusterRef cluster, int ordinal) {
        return cluster.name() + "-tikv-" + ordinal;
    }

    /** An object as the original's lister hands it out, without kind; nobody reads managed fields. */
    static ObjectNode stored(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove(List.of("kind", "apiVersion"));
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return copy;
    }

    private static void rename(TidbClusterRef cluster, ObjectNode claim, ObjectNode volume, String name) {
        child(claim, "annotations").put(SOURCE_CLAIM, Json.text(claim, "metadata", "name"));
        claim.withObjectProperty("metadata").put("name", name);
        volume.withObjectProperty("spec").withObjectProperty("claimRef").put("name", name);
        for (ObjectNode object : List.of(claim, volume)) {
            child(object, "labels")
                    .put("app.kubernetes.io/name", "tidb-cluster")
                    .put("app.kubernetes.io/managed-by", "tidb-operator")
                    .put("app.kubernetes.io/instance", cluster.name())
                    .put("app.kubernetes.io/component", "tikv");
        }
        child(volume, "labels").put("app.kubernetes.io/namespace", cluster.namespace());
        STORE_LABELS.forEach(
                label -> child(volume, "labels").put(label, Json.text(claim, "metadata", "labels", label)));
    }

    private static ObjectNode child(ObjectNode object, String name) {
        return object.withObjectProperty("metadata").withObjectProperty(name);
    }
}
