package io.brfed.testkit.direct;

import io.brfed.api.TidbClusterRef;
import io.brfed.spi.ClusterInventory.Documents;
import io.brfed.spi.ClusterInventory.Manifest;
import io.brfed.spi.ClusterInventory.Replicas;
import io.brfed.spi.TikvVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Kubernetes objects as text, just complete enough for a restore by the original. */
final class FakeDocuments {
    private final TidbClusterRef cluster;
    private final int bytes;
    private final List<String> claims = new ArrayList<>();
    private final List<String> volumes = new ArrayList<>();

    FakeDocuments(TidbClusterRef cluster, int bytes) {
        this.cluster = cluster;
        this.bytes = bytes;
    }

    void add(TikvVolume volume) {
        String persistent = "pvc-" + volume.claim();
        claims.add(padded("""
                {"metadata":{"name":"%s","namespace":"%s","labels":{"app.kubernetes.io/instance":"%s"},"annotations":{"padding":"%%s"}},\
                "spec":{"accessModes":["ReadWriteOnce"],"volumeName":"%s","resources":{"requests":{"storage":"100Gi"}}},\
                "status":{"phase":"Bound"}}""".formatted(volume.claim(), cluster.namespace(), cluster.name(), persistent)));
        volumes.add(padded("""
                {"metadata":{"name":"%1$s","labels":{"app.kubernetes.io/namespace":"%2$s"},\
                "annotations":{"temporary/volume-id":"%3$s","padding":"%%s"}},\
                "spec":{"capacity":{"storage":"100Gi"},"csi":{"driver":"ebs.csi.aws.com","volumeHandle":"%3$s"},\
                "claimRef":{"kind":"PersistentVolumeClaim","namespace":"%2$s","name":"%4$s"}}}""".formatted(persistent, cluster.namespace(), volume.id(), volume.claim())));
    }

    Documents with(Replicas replicas, Map<String, String> mounts) {
        List<String> storage = new ArrayList<>();
        List<String> config = new ArrayList<>();
        mounts.forEach((role, path) -> {
            storage.add("{\"name\":\"%s\",\"storageSize\":\"10Gi\",\"mountPath\":\"%s\"}"
                    .formatted(role.replaceAll("[^a-z0-9]", "-"), path));
            config.add("\\\"%s\\\" = \\\"%s\\\"\\n".formatted(role, path));
        });
        String object = """
                {"metadata":{"name":"%s","namespace":"%s"},"spec":{"acrossK8s":true,"pd":{"replicas":%d},\
                "tidb":{"replicas":%d},"tiflash":{"replicas":%d,"storageClaims":[]},\
                "tikv":{"replicas":%d,"storageVolumes":[%s],"config":"%s"}}}""".formatted(
                        cluster.name(),
                        cluster.namespace(),
                        replicas.pd(),
                        replicas.tidb(),
                        replicas.tiflash(),
                        replicas.tikv(),
                        String.join(",", storage),
                        String.join("", config));
        String yaml = "apiVersion: pingcap.com/v1alpha1\nkind: TidbCluster\nmetadata:\n  name: %s\n  namespace: %s\n"
                .formatted(cluster.name(), cluster.namespace());
        return new Documents(
                object,
                claims,
                volumes,
                List.of(new Manifest("TidbCluster", cluster.namespace(), cluster.name(), yaml)));
    }

    private String padded(String template) {
        return template.formatted("x".repeat(Math.max(0, bytes - template.length() + 2)));
    }
}
