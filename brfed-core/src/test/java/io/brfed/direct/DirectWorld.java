package io.brfed.direct;

import io.brfed.BackupBuilder;
import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import io.brfed.spi.InstanceId;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.TikvVolume;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeClusterAccess;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakeStorage;
import io.brfed.testkit.direct.FakeTikvLayout;
import io.brfed.testkit.direct.FakeTikvStores;
import io.brfed.testkit.direct.FakeTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A federation of clusters with two stores each, of which everything is fake but the direct plane. */
final class DirectWorld {
    static final BackupLocation ROOT = new BackupLocation("s3://backups/prod");
    private static final int REGIONS = 12;

    final VirtualTime time;
    final FakeTopology topology;
    final FakePdClient pd;
    final FakeTikvStores stores;
    final FakeEbs ebs;
    final FakeStorage storage;
    final List<FakeClusterAccess> access = new ArrayList<>();
    private int disturbances;
    private final SnapshotProvider provider;
    private final List<FakeTikvLayout> layouts;

    private DirectWorld(VirtualTime time, List<FakeTikvLayout> layouts) {
        this.time = time;
        this.layouts = layouts;
        int storeCount =
                layouts.stream().mapToInt(layout -> layout.storeIds().size()).sum();
        topology = FakeTopology.of(time, storeCount, REGIONS);
        pd = FakePdClient.on(time, topology);
        stores = FakeTikvStores.on(time, topology);
        ebs = FakeEbs.create(time);
        storage = FakeStorage.create(time);
        provider = ebs.provider();
        for (FakeTikvLayout layout : layouts) {
            access.add(FakeClusterAccess.of(layout, time));
            layout.storeIds()
                    .forEach(store ->
                            ebs.instance(new InstanceId("i-" + store), "us-west-2a", volumes(layout.volumesOf(store))));
        }
    }

    static DirectWorld of(int clusters) {
        return new DirectWorld(VirtualTime.create(), FakeTikvLayout.federation(clusters));
    }

    /** Each store with a volume of its own for its logs. */
    static DirectWorld withLogVolumes(int clusters) {
        List<FakeTikvLayout> layouts = FakeTikvLayout.federation(clusters);
        layouts.forEach(layout -> layout.volume("raft-engine.dir", "/var/lib/raft"));
        return new DirectWorld(VirtualTime.create(), layouts);
    }

    private static VolumeId[] volumes(List<TikvVolume> volumes) {
        return volumes.stream().map(TikvVolume::id).toArray(VolumeId[]::new);
    }

    /** The members as a new process would make them. */
    List<Cluster> clusters() {
        return clusters(time);
    }

    /** The members as a process with its own time would make them. */
    List<Cluster> clusters(Scheduler own) {
        DirectPlanes planes = DirectPlanes.of(pd, stores)
                .scheduler(own)
                .poll(Duration.ofSeconds(15))
                .build();
        return clusters(planes);
    }

    private List<Cluster> clusters(DirectPlanes planes) {
        List<Cluster> clusters = new ArrayList<>();
        for (int i = 0; i < layouts.size(); i++) {
            FakeTikvLayout layout = layouts.get(i);
            clusters.add(cluster(layout, plane(planes, i)));
        }
        return clusters;
    }

    /** The members as a process makes them that takes stores without leases. */
    List<Cluster> unleasedClusters(Scheduler own) {
        return clusters(
                DirectPlanes.of(pd, stores).scheduler(own).allowUnleasedTikv().build());
    }

    /** The plane of one member. */
    DataPlane plane(DirectPlanes planes, int index) {
        return planes.in(layouts.get(index).name(), access.get(index), provider, storage.at(ROOT));
    }

    /** What every TidbCluster's status says of the TiDB cluster's id. */
    void saysClusterId(long id) {
        layouts.forEach(layout -> layout.clusterId(id));
    }

    /** The data volume of a store. */
    VolumeId volumeOf(long store) {
        return layouts.stream()
                .filter(layout -> layout.storeIds().contains(new StoreId(store)))
                .findFirst()
                .orElseThrow()
                .volumesOf(new StoreId(store))
                .get(0)
                .id();
    }

    /** Another store joins; only the first time. */
    void joinOnce() {
        if (disturbances++ == 0) {
            topology.join();
        }
    }

    /** PD's leader changes; only the first time. */
    void changeLeaderOnce() {
        if (disturbances++ == 0) {
            pd.changeLeader();
        }
    }

    ClusterName clusterName() {
        return new ClusterName(layouts.get(0).name());
    }

    /** One member on a plane of the test's own. */
    Cluster cluster(int index, DataPlane plane) {
        return cluster(layouts.get(index), plane);
    }

    static Cluster cluster(FakeTikvLayout layout, DataPlane plane) {
        return Cluster.named(layout.name())
                .namespace(layout.reference().namespace())
                .tidbCluster(layout.reference().name())
                .on(plane);
    }

    /** A backup in virtual time. */
    BackupBuilder backup(List<Cluster> clusters) {
        return Federation.backup(clusters).named("nightly").scheduler(time);
    }

    /** The content of an object below the root of the storage. */
    byte[] object(String key) {
        return storage.get(ROOT, key)
                .orElseThrow(() -> new AssertionError(
                        "no " + key + " among " + storage.objects().keySet()))
                .content();
    }

    /** Whether nothing of a pause is left in PD or any store. */
    boolean isUndisturbed() {
        return pd.pausedNow().isEmpty()
                && pd.pausedCheckersNow().isEmpty()
                && pd.temporaryNow().isEmpty()
                && pd.gcHoldsNow().isEmpty()
                && topology.stores().stream()
                        .allMatch(store -> stores.leaseLeft(store.id()).isZero()
                                && stores.importsSuspended(store.id()).isZero());
    }
}
