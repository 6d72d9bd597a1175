package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What TiDB Operator makes of a TiDB cluster in one Kubernetes cluster, as far as its TiKV stores are concerned: the
 * cluster's own object with status, a running pod for each store, and for each of their volumes a claim bound to an EBS
 * volume. To be put on an {@link EmbeddedKubernetes}; single fields are changed there afterwards.
 *
 * <pre>{@code
 * TikvObjects.v1("prod").namespace("tidb").stores(1, 2, 3).volume("raft", "/var/lib/raft")
 *     .config("raft-engine.dir = \"/var/lib/raft\"").putOn(server);
 * }</pre>
 *
 * A mutable throw-away; one thread.
 *
 * @since 0.1.0
 */
public final class TikvObjects {

    /** Where a store mounts its data volume. */
    public static final String DATA_PATH = "/var/lib/tikv";

    private final String name;
    private final Generation generation;
    private String namespace = "default";
    private String zone = "us-west-2a";
    private String config = "";
    private Driver driver = Driver.CSI;
    private List<Long> stores = List.of(1L);
    private List<Long> peers = List.of();
    private final Map<String, String> volumes = new LinkedHashMap<>();

    private TikvObjects(String name, Generation generation) {
        this.name = Objects.requireNonNull(name, "name");
        this.generation = generation;
    }

    /** A cluster of TiDB Operator v1 with the one store 1, in the namespace {@code default}. */
    public static TikvObjects v1(String name) {
        return new TikvObjects(name, Generation.V1);
    }

    /**
     * A cluster of TiDB Operator v2 with the one store 1, in the namespace {@code default}. The server needs the kinds of
     * {@link TidbOperatorV2Crds}.
     */
    public static TikvObjects v2(String name) {
        return new TikvObjects(name, Generation.V2);
    }

    /** Sets the namespace. */
    public TikvObjects namespace(String value) {
        namespace = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets the availability zone of all volumes. Default: {@code us-west-2a}. */
    public TikvObjects zone(String value) {
        zone = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets the ids of the TiKV stores. */
    public TikvObjects stores(long... ids) {
        stores = Arrays.stream(ids).boxed().toList();
        return this;
    }

    /** Sets the ids of the stores of the same TiDB cluster that run elsewhere; only v1 knows them. */
    public TikvObjects peers(long... ids) {
        peers = Arrays.stream(ids).boxed().toList();
        return this;
    }

    /** Adds a volume to each store, besides the data volume. */
    public TikvObjects volume(String volume, String mountPath) {
        volumes.put(Objects.requireNonNull(volume, "volume"), Objects.requireNonNull(mountPath, "mountPath"));
        return this;
    }

    /** Sets TiKV's configuration, TOML. Default: empty. */
    public TikvObjects config(String toml) {
        config = Objects.requireNonNull(toml, "toml");
        return this;
    }

    /** Sets how the EBS volumes were made. Default: {@link Driver#CSI}. */
    public TikvObjects driver(Driver value) {
        driver = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Puts all objects on a server; those that are there already are replaced. */
    public TikvObjects putOn(EmbeddedKubernetes server) {
        documents().forEach(server.objects()::put);
        return this;
    }

    /** All objects as JSON, each complete. */
    public List<String> documents() {
        return (generation == Generation.V1 ? new TikvObjectsV1(this).all() : new TikvObjectsV2(this).all())
                .stream().map(ObjectNode::toString).toList();
    }

    /** The name of a store's pod. */
    public String pod(long store) {
        return generation == Generation.V1
                ? name + "-tikv-" + index(store)
                : TikvObjectsV2.GROUP + "-tikv-" + TikvObjectsV2.suffix(store);
    }

    /** The name of a store's data claim. */
    public String claim(long store) {
        return generation == Generation.V1 ? "tikv-" + pod(store) : "data-" + pod(store);
    }

    /** The name of the claim of another volume of a store. */
    public String claim(long store, String volume) {
        return generation == Generation.V1 ? "tikv-" + volume + "-" + pod(store) : volume + "-" + pod(store);
    }

    /** The name of the persistent volume behind a claim. */
    public static String persistentVolume(String claim) {
        return "pvc-" + claim;
    }

    /** The id of the EBS volume behind a claim; no two stores of a TiDB cluster have the same. */
    public String ebsVolume(String claim) {
        long identity = (zone + "/" + namespace + "/" + name + "/" + claim + stores).hashCode();
        return String.format("vol-0%08x%08x", claim.hashCode(), (int) identity);
    }

    String name() {
        return name;
    }

    String namespace() {
        return namespace;
    }

    String config() {
        return config;
    }

    List<Long> stores() {
        return stores;
    }

    List<Long> peers() {
        return peers;
    }

    Map<String, String> volumes() {
        return volumes;
    }

    VolumeObjects volumeObjects() {
        return new VolumeObjects(namespace, zone, driver);
    }

    VolumeObjects.Names names(String claim) {
        return new VolumeObjects.Names(claim, persistentVolume(claim), ebsVolume(claim));
    }

    /** A running pod that mounts claims: the name of the pod's volume to the claim. */
    ObjectNode pod(String pod, Map<String, String> labels, Map<String, String> claims) {
        ObjectNode object = VolumeObjects.object("Pod", pod, labels);
        Json.child(object, "metadata").put("namespace", namespace);
        ObjectNode spec = object.putObject("spec").put("nodeName", "node-" + pod);
        spec.putArray("containers").addObject().put("name", "tikv").put("image", "pingcap/tikv:v8.5.0");
        var into = spec.putArray("volumes");
        claims.forEach((volume, claim) -> into.addObject()
                .put("name", volume)
                .putObject("persistentVolumeClaim")
                .put("claimName", claim));
        into.addObject().put("name", "config").putObject("configMap").put("name", name + "-tikv");
        ObjectNode status = object.putObject("status").put("phase", "Running");
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        return object;
    }

    private int index(long store) {
        int index = stores.indexOf(store);
        if (index < 0) {
            throw new IllegalArgumentException("no store " + store + "; there are " + stores);
        }
        return index;
    }

    /**
     * How an EBS volume was made known to Kubernetes.
     *
     * @since 0.1.0
     */
    public enum Driver {
        /** By the CSI driver {@code ebs.csi.aws.com}. */
        CSI,
        /** By the plug-in that Kubernetes once had, and that the CSI driver took over. */
        IN_TREE
    }

    private enum Generation {
        V1,
        V2
    }
}
