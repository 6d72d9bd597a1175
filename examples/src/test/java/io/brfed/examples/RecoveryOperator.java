package io.brfed.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.StoreId;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.KubernetesObjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What brings a TidbCluster up in one Kubernetes cluster beside brfed: TiDB Operator v1 in recovery mode, and Kubernetes'
 * own controllers of claims, volumes and pods. Every round looks at all objects and does what is due; rounds do not overlap.
 */
final class RecoveryOperator {
    static final String WORD = "tidb.pingcap.com/tikv-volumes-ready";
    static final String PODS = "pods";
    static final String CLAIMS = "persistentvolumeclaims";
    static final String VOLUMES = "persistentvolumes";
    static final String TIDB_CLUSTERS = "tidbclusters";

    private static final Map<String, String> LABELS = Map.of(
            "app.kubernetes.io/name", "tidb-cluster",
            "app.kubernetes.io/managed-by", "tidb-operator",
            "app.kubernetes.io/component", "tikv");

    private final KubernetesObjects objects;
    private final String namespace;
    private final String name;
    private final Kubelet kubelet;
    private final Map<String, Started> started = new LinkedHashMap<>();

    /** What runs TiKV. */
    interface Kubelet {
        /**
         * Starts TiKV on the volumes behind the claims of a pod.
         *
         * @param volumes ids of EBS volumes
         * @return the store that it is, and whether it is in normal mode; empty if it does not come up now
         */
        Optional<Started> start(String pod, List<String> volumes);

        /** The pod has gone. */
        void stop(StoreId store, List<String> volumes);
    }

    /**
     * A TiKV that runs.
     *
     * @param store which it is
     * @param pod the name of its pod
     * @param volumes the ids of its EBS volumes
     * @param recovering whether PD was marked when it started
     */
    record Started(StoreId store, String pod, List<String> volumes, boolean recovering) {}

    RecoveryOperator(EmbeddedKubernetes server, String namespace, String name, Kubelet kubelet) {
        this.objects = server.objects();
        this.namespace = namespace;
        this.name = name;
        this.kubelet = kubelet;
    }

    /** Does what is due. */
    void round() {
        Optional<ObjectNode> cluster = objects.find(TIDB_CLUSTERS, namespace, name);
        if (cluster.isEmpty()) {
            pods().forEach(pod -> objects.delete(PODS, namespace, nameOf(pod)));
        }
        endProcesses();
        protectClaims();
        protectVolumes();
        cluster.ifPresent(this::bringUp);
    }

    private void bringUp(ObjectNode cluster) {
        boolean recovering = cluster.at("/spec/recoveryMode").asBoolean(false);
        boolean word = cluster.path("metadata").path("annotations").has(WORD);
        if (!recovering || word) {
            createPods(cluster);
            startProcesses();
        }
        if (!recovering) {
            startTidb(cluster.at("/spec/tikv/replicas").asInt());
        }
    }

    /** As the StatefulSet does, but that none is made before its claims are bound. */
    private void createPods(ObjectNode cluster) {
        Set<String> there = pods().stream().map(RecoveryOperator::nameOf).collect(Collectors.toSet());
        for (int i = 0; i < cluster.at("/spec/tikv/replicas").asInt(); i++) {
            String pod = name + "-tikv-" + i;
            Map<String, String> claims = new TreeMap<>();
            claims.put("tikv", "tikv-" + pod);
            cluster.at("/spec/tikv/storageVolumes")
                    .forEach(volume -> claims.put(
                            "tikv-" + volume.path("name").asText(),
                            "tikv-" + volume.path("name").asText() + "-" + pod));
            if (!there.contains(pod) && claims.values().stream().allMatch(this::isBound)) {
                objects.create(pod(pod, claims).toString());
            }
        }
    }

    private ObjectNode pod(String pod, Map<String, String> claims) {
        ObjectNode object = objects.get(TIDB_CLUSTERS, namespace, name).objectNode();
        object.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode labels = object.putObject("metadata")
                .put("name", pod)
                .put("namespace", namespace)
                .putObject("labels")
                .put("app.kubernetes.io/instance", name);
        LABELS.forEach(labels::put);
        ObjectNode spec = object.putObject("spec");
        spec.putArray("containers").addObject().put("name", "tikv").put("image", "pingcap/tikv:v8.5.0");
        var volumes = spec.putArray("volumes");
        claims.forEach((volume, claim) -> volumes.addObject()
                .put("name", volume)
                .putObject("persistentVolumeClaim")
                .put("claimName", claim));
        return object;
    }

    private void startProcesses() {
        for (ObjectNode pod : pods()) {
            String uid = pod.at("/metadata/uid").asText();
            if (!started.containsKey(uid)) {
                kubelet.start(
                                nameOf(pod),
                                claimsOf(pod).stream().map(this::ebsVolume).toList())
                        .ifPresent(up -> {
                            started.put(uid, up);
                            report(up);
                        });
            }
        }
    }

    private void report(Started up) {
        objects.change(TIDB_CLUSTERS, namespace, name, cluster -> {
            cluster.withObjectProperty("status")
                    .withObjectProperty("tikv")
                    .withObjectProperty("stores")
                    .putObject(up.store().toString())
                    .put("id", up.store().toString())
                    .put("podName", up.pod())
                    .put("leaderCount", 0)
                    .put("state", "Up");
            return cluster;
        });
    }

    private void endProcesses() {
        Set<String> there =
                pods().stream().map(pod -> pod.at("/metadata/uid").asText()).collect(Collectors.toSet());
        List<String> gone =
                started.keySet().stream().filter(uid -> !there.contains(uid)).toList();
        gone.forEach(uid -> {
            Started ended = started.remove(uid);
            if (ended != null) {
                kubelet.stop(ended.store(), ended.volumes());
            }
        });
    }

    private void startTidb(int replicas) {
        if (started.size() < replicas || started.values().stream().anyMatch(Started::recovering)) {
            return;
        }
        objects.change(TIDB_CLUSTERS, namespace, name, cluster -> {
            cluster.withObjectProperty("status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "Ready")
                    .put("status", "True");
            return cluster;
        });
    }

    /** A claim does not go while a pod uses it. */
    private void protectClaims() {
        Set<String> used = new TreeSet<>();
        pods().forEach(pod -> used.addAll(claimsOf(pod)));
        for (ObjectNode claim : objects.list(CLAIMS, namespace)) {
            if (claim.at("/metadata").has("deletionTimestamp")) {
                if (!used.contains(nameOf(claim))) {
                    setFinalizers(CLAIMS, namespace, nameOf(claim), "[]");
                }
            } else if (!claim.at("/metadata").has("finalizers")) {
                setFinalizers(CLAIMS, namespace, nameOf(claim), "[\"kubernetes.io/pvc-protection\"]");
            }
        }
    }

    /** A volume does not go while its claim is there. */
    private void protectVolumes() {
        for (ObjectNode volume : objects.list(VOLUMES, "")) {
            JsonNode claim = volume.at("/spec/claimRef");
            boolean bound = objects.find(
                            CLAIMS,
                            claim.path("namespace").asText(),
                            claim.path("name").asText())
                    .isPresent();
            if (volume.at("/metadata").has("deletionTimestamp")) {
                if (!bound) {
                    setFinalizers(VOLUMES, "", nameOf(volume), "[]");
                }
            } else if (!volume.at("/metadata").has("finalizers")) {
                setFinalizers(VOLUMES, "", nameOf(volume), "[\"kubernetes.io/pv-protection\"]");
            }
        }
    }

    private void setFinalizers(String resource, String where, String object, String finalizers) {
        objects.mergePatch(resource, where, object, "{\"metadata\":{\"finalizers\":" + finalizers + "}}");
    }

    /** Both ends must name each other, and the volume be one that CSI can attach. */
    private boolean isBound(String claim) {
        return objects.find(CLAIMS, namespace, claim)
                .flatMap(found ->
                        objects.find(VOLUMES, "", found.at("/spec/volumeName").asText()))
                .filter(volume -> volume.at("/spec/claimRef/name").asText().equals(claim)
                        && volume.at("/spec/claimRef/namespace").asText().equals(namespace)
                        && volume.at("/spec/csi/driver").asText().equals("ebs.csi.aws.com"))
                .isPresent();
    }

    private String ebsVolume(String claim) {
        String volume =
                objects.get(CLAIMS, namespace, claim).at("/spec/volumeName").asText();
        return objects.get(VOLUMES, "", volume).at("/spec/csi/volumeHandle").asText();
    }

    private List<ObjectNode> pods() {
        return objects.list(PODS, namespace).stream()
                .filter(pod -> nameOf(pod).startsWith(name + "-tikv-"))
                .toList();
    }

    private static List<String> claimsOf(ObjectNode pod) {
        List<String> claims = new ArrayList<>();
        pod.at("/spec/volumes")
                .forEach(volume ->
                        claims.add(volume.at("/persistentVolumeClaim/claimName").asText()));
        return claims;
    }

    private static String nameOf(ObjectNode object) {
        return object.at("/metadata/name").asText();
    }
}
