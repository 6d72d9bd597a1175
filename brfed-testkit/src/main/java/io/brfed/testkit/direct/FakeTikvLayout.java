package io.brfed.testkit.direct;

import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.ClusterInventory.Replicas;
import io.brfed.spi.ClusterInventory.TikvStore;
import io.brfed.spi.TikvVolume;
import io.brfed.testkit.FakeFederation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * How the TiKV stores of one TiDB cluster lie in one Kubernetes cluster. Ids of volumes follow from the names, and no two
 * stores of one TiDB cluster have the same. A mutable throw-away; one thread.
 *
 * @since 0.1.0
 */
public final class FakeTikvLayout {
    private static final int STORES_PER_CLUSTER = 2;
    private static final int LETTERS = 26;

    private final String name;
    private final Map<String, String> volumes = new LinkedHashMap<>();
    private TidbClusterRef reference = FakeFederation.TIDB_CLUSTER;
    private List<Long> stores = List.of(1L);
    private List<Long> peers = List.of();
    private Replicas others = new Replicas(3, 0, 2, 0);
    private int documentBytes;
    private String clusterId = "";

    private FakeTikvLayout(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** One store, 1, with a data volume, of the TidbCluster {@link FakeFederation#TIDB_CLUSTER}. */
    public static FakeTikvLayout named(String name) {
        return new FakeTikvLayout(name);
    }

    /**
     * The layouts of a federation as {@link FakeFederation} has it: clusters {@code k8s-a}, {@code k8s-b}, … with two
     * stores each, numbered through.
     *
     * @param clusters 1 to 676
     */
    public static List<FakeTikvLayout> federation(int clusters) {
        if (clusters < 1 || clusters > LETTERS * LETTERS) {
            throw new IllegalArgumentException(clusters + " clusters; it must be 1 to " + LETTERS * LETTERS);
        }
        List<FakeTikvLayout> layouts = new ArrayList<>();
        for (int i = 0; i < clusters; i++) {
            long first = (long) i * STORES_PER_CLUSTER + 1;
            long[] own = {first, first + 1};
            long[] elsewhere = LongStream.rangeClosed(1, (long) clusters * STORES_PER_CLUSTER)
                    .filter(id -> id != own[0] && id != own[1])
                    .toArray();
            layouts.add(named("k8s-" + letters(i)).stores(own).peers(elsewhere));
        }
        return layouts;
    }

    private static String letters(int index) {
        String last = String.valueOf((char) ('a' + index % LETTERS));
        return index < LETTERS ? last : (char) ('a' + index / LETTERS - 1) + last;
    }

    /** Sets which TidbCluster it is. */
    public FakeTikvLayout tidbCluster(TidbClusterRef value) {
        reference = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets the ids of the stores. */
    public FakeTikvLayout stores(long... ids) {
        stores = Arrays.stream(ids).boxed().toList();
        return this;
    }

    /** Sets the ids of the stores that run elsewhere. */
    public FakeTikvLayout peers(long... ids) {
        peers = Arrays.stream(ids).boxed().toList();
        return this;
    }

    /** Adds a volume to each store, for example {@code raft-engine.dir} at {@code /var/lib/raft}. */
    public FakeTikvLayout volume(String role, String mountPath) {
        volumes.put(Objects.requireNonNull(role, "role"), Objects.requireNonNull(mountPath, "mountPath"));
        return this;
    }

    /** Sets how many of the other components are asked for; TiKV is counted. Default: 3 PD, 2 TiDB. */
    public FakeTikvLayout replicas(int pd, int tidb, int tiflash) {
        others = new Replicas(pd, 0, tidb, tiflash);
        return this;
    }

    /** Sets what the TidbCluster's status says of the id of the TiDB cluster. Default: nothing. */
    public FakeTikvLayout clusterId(long value) {
        clusterId = Long.toUnsignedString(value);
        return this;
    }

    /** Makes each claim's and each volume's document at least so long. */
    public FakeTikvLayout documentBytes(int value) {
        documentBytes = value;
        return this;
    }

    /** The name of the Kubernetes cluster. */
    public String name() {
        return name;
    }

    /** Which TidbCluster it is. */
    public TidbClusterRef reference() {
        return reference;
    }

    /** The ids of the stores, in order. */
    public List<StoreId> storeIds() {
        return stores.stream().map(StoreId::new).sorted().toList();
    }

    /** The volumes of one store, the data volume first. */
    public List<TikvVolume> volumesOf(StoreId store) {
        int ordinal = stores.indexOf(store.bits());
        if (ordinal < 0) {
            throw new IllegalArgumentException("no store " + store + " in " + name + "; there are " + stores);
        }
        List<TikvVolume> found = new ArrayList<>();
        found.add(volume(store, ordinal, TikvVolume.DATA, "/var/lib/tikv"));
        volumes.forEach((role, path) -> found.add(volume(store, ordinal, role, path)));
        return found;
    }

    private TikvVolume volume(StoreId store, int ordinal, String role, String path) {
        String podVolume = role.equals(TikvVolume.DATA) ? "tikv" : "tikv-" + role.replaceAll("[^a-z0-9]", "-");
        VolumeId id = new VolumeId(String.format("vol-0%08x%08x", store.bits(), podVolume.hashCode()));
        return new TikvVolume(id, role, path, podVolume + "-" + pod(ordinal));
    }

    private String pod(int ordinal) {
        return reference.name() + "-tikv-" + ordinal;
    }

    ClusterInventory inventory(Set<ClusterFault> faults) {
        FakeDocuments documents = new FakeDocuments(reference, documentBytes);
        List<TikvStore> found = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            StoreId id = new StoreId(stores.get(i));
            found.add(new TikvStore(Optional.of(id), pod(i), volumesOf(id)));
        }
        FakeFindings findings = new FakeFindings(name, faults);
        List<TikvStore> remaining = findings.applyTo(found);
        remaining.forEach(store -> store.volumes().forEach(documents::add));
        Map<StoreId, String> elsewhere = new TreeMap<>();
        peers.forEach(id -> elsewhere.put(new StoreId(id), reference.name() + "-tikv-" + id));
        Replicas replicas = new Replicas(others.pd(), stores.size(), others.tidb(), others.tiflash());
        return new ClusterInventory(
                Operator.V1,
                remaining,
                elsewhere,
                replicas,
                documents.with(replicas, volumes),
                clusterId,
                findings.findings());
    }
}
