package io.brfed.direct;

import io.brfed.DirectDataPlane;
import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.Federation;
import io.brfed.RestoreBuilder;
import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.plane.Cluster;
import io.brfed.spi.InstanceId;
import io.brfed.spi.NewVolume;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.StoreRecovery.Times;
import io.brfed.spi.TikvVolume;
import io.brfed.spi.VolumeProvider;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeClusterAccess;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakePdRecovery;
import io.brfed.testkit.direct.FakeRecoveringTidb;
import io.brfed.testkit.direct.FakeRestoreAccess;
import io.brfed.testkit.direct.FakeSnapshot;
import io.brfed.testkit.direct.FakeStorage;
import io.brfed.testkit.direct.FakeTikvLayout;
import io.brfed.testkit.direct.FakeTikvStores;
import io.brfed.testkit.direct.SimulatedTidb;
import io.brfed.testkit.tidb.Capture;
import io.brfed.testkit.tidb.FakeTidbCluster;
import io.brfed.testkit.tidb.Judgement;
import io.brfed.testkit.tidb.VolumeRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A backup of three clusters with two stores each, taken by direct planes of a TiDB cluster that is busy, and three new
 * TidbClusters in recovery mode that it is restored into. What TiKV starts on decides what the data is.
 */
final class RestoringWorld {
    static final BackupLocation ROOT = new BackupLocation("s3://backups/prod");
    static final TidbClusterRef COPY = new TidbClusterRef("tidb", "copy");
    static final long REGION = 100;
    private static final int CLUSTERS = 3;
    private static final int STORES = 6;
    private static final int REGIONS = 24;

    final VirtualTime time = VirtualTime.seeded(11).maxEvents(20_000_000);
    final FakeEbs ebs = FakeEbs.create(time).snapshotTime(Duration.ofMinutes(1));
    final FakeStorage storage = FakeStorage.create(time);
    final List<FakeRestoreAccess> kubernetes = new ArrayList<>();
    final FakeRecoveringTidb target;
    final FakePdClient pd;
    final FakePdRecovery pdRecovery;
    final BackupReport backup;

    /** Stores that started before PD was marked, so that they ended at once. */
    final Set<StoreId> refused = new TreeSet<>();
    /** Stores that started for the second time. */
    final Map<StoreId, String> restarted = new TreeMap<>();

    private final List<FakeTikvLayout> layouts = FakeTikvLayout.federation(CLUSTERS);
    private final FakeTidbCluster tidb;
    private final SimulatedTidb simulated;
    private final SnapshotProvider snapshots;
    private final VolumeProvider volumes;
    private final Map<VolumeId, StoreId> owners = new HashMap<>();
    private final Map<SnapshotId, Capture> captures = new HashMap<>();
    private final Map<SnapshotId, StoreId> stores = new HashMap<>();
    private final Set<StoreId> started = new TreeSet<>();

    RestoringWorld() {
        FakeTidbCluster.Builder builder = FakeTidbCluster.on(time).seed(5).activity(Duration.ofMinutes(2));
        for (FakeTikvLayout layout : layouts) {
            layout.volume("raft-engine.dir", "/var/lib/raft");
            layout.storeIds().forEach(store -> builder.store(store, new ClusterName(layout.name()), 2));
        }
        tidb = builder.create();
        simulated = SimulatedTidb.over(tidb, time);
        snapshots = ebs.provider();
        volumes = ebs.volumeProvider();
        layouts.forEach(this::furnish);
        ebs.onCapture(this::captured);
        time.advance(Duration.ofSeconds(20));
        backup = Federation.backup(sources())
                .named("nightly")
                .scheduler(time)
                .execute()
                .orThrow();
        target = FakeRecoveringTidb.of(time, STORES, REGIONS);
        target.stores().forEach(store -> target.isMissing(store.id()));
        pd = FakePdClient.on(time, target);
        pdRecovery = FakePdRecovery.of(time, pd);
        layouts.forEach(layout -> kubernetes.add(cluster()));
    }

    private void furnish(FakeTikvLayout layout) {
        for (StoreId store : layout.storeIds()) {
            List<TikvVolume> own = layout.volumesOf(store);
            own.forEach(volume -> owners.put(volume.id(), store));
            ebs.instance(
                    new InstanceId("i-" + store),
                    "us-west-2a",
                    own.stream().map(TikvVolume::id).toArray(VolumeId[]::new));
        }
    }

    private void captured(List<FakeSnapshot> taken) {
        for (FakeSnapshot snapshot : taken) {
            StoreId store = owners.get(snapshot.volume());
            boolean data = layouts.stream()
                    .filter(layout -> layout.storeIds().contains(store))
                    .anyMatch(layout -> layout.volumesOf(store).get(0).id().equals(snapshot.volume()));
            captures.put(snapshot.id(), tidb.store(store).capture(data ? VolumeRole.DATA : VolumeRole.LOG));
            stores.put(snapshot.id(), store);
        }
    }

    private List<Cluster> sources() {
        DirectPlanes planes = DirectPlanes.of(simulated.pd(), simulated.stores())
                .scheduler(time)
                .build();
        List<Cluster> clusters = new ArrayList<>();
        for (FakeTikvLayout layout : layouts) {
            clusters.add(DirectWorld.cluster(
                    layout, planes.in(layout.name(), FakeClusterAccess.of(layout, time), snapshots, storage.at(ROOT))));
        }
        return clusters;
    }

    private FakeRestoreAccess cluster() {
        return FakeRestoreAccess.of(COPY, time)
                .replicas(2)
                .volumes("tikv", "tikv-raft-engine-dir")
                .onTikvStart(this::start);
    }

    /** TiKV comes up as the store that its volumes say; it asks PD for the mark as it starts. */
    private void start(String pod, List<VolumeId> used) {
        Set<StoreId> which = new TreeSet<>();
        for (NewVolume volume : ebs.volumes()) {
            if (used.contains(volume.id())) {
                which.add(stores.get(volume.snapshot().orElseThrow()));
            }
        }
        if (which.size() != 1) {
            throw new AssertionError(pod + " started on volumes of stores " + which);
        }
        StoreId store = which.iterator().next();
        if (!started.contains(store) && !pdRecovery.isMarkedNow()) {
            refused.add(store);
        } else if (started.add(store)) {
            target.joins(store, Map.of());
            pdRecovery.bootstrapped();
        } else {
            target.startsAnew(store);
            restarted.put(store, pdRecovery.isMarkedNow() ? "recovery" : "normal");
        }
    }

    /** The clusters that are restored into, as a new process makes them. */
    List<Cluster> clusters() {
        return clusters(time);
    }

    List<Cluster> clusters(Scheduler process) {
        return clusters(DirectPlanes.of(pd, FakeTikvStores.on(time, target))
                .restoring(pdRecovery, target)
                .scheduler(process)
                .build());
    }

    List<Cluster> clusters(DirectPlanes planes) {
        List<Cluster> clusters = new ArrayList<>();
        for (int i = 0; i < CLUSTERS; i++) {
            clusters.add(Cluster.named(layouts.get(i).name())
                    .namespace(COPY.namespace())
                    .tidbCluster(COPY.name())
                    .on(plane(planes, i)));
        }
        return clusters;
    }

    private DirectDataPlane plane(DirectPlanes planes, int index) {
        FakeTikvLayout layout = layouts.get(index);
        return planes.in(layout.name(), FakeClusterAccess.of(layout, time), snapshots, storage.at(ROOT))
                .restoring(DirectRestore.of(kubernetes.get(index), volumes));
    }

    RestoreBuilder restore(List<Cluster> clusters) {
        return Federation.restore(backup).into(clusters).named("back").scheduler(time);
    }

    /** The volumes that were made from snapshots. */
    List<NewVolume> made() {
        return ebs.volumes().stream()
                .filter(volume ->
                        volume.snapshot().isPresent() && !volume.state().isGoing())
                .toList();
    }

    /** What the accounts hold when the volumes that TiKV runs on were taken back as the stores were told. */
    Judgement judged() {
        List<Capture> used = new ArrayList<>();
        Map<VolumeId, NewVolume> byId = new HashMap<>();
        ebs.volumes().forEach(volume -> byId.put(volume.id(), volume));
        kubernetes.forEach(cluster -> cluster.claimed()
                .values()
                .forEach(volume ->
                        used.add(captures.get(byId.get(volume).snapshot().orElseThrow()))));
        Times times = target.takenBack(REGION).orElseThrow(() -> new AssertionError("nothing was taken back"));
        return tidb.judge(used, times.version(), times.commit());
    }
}
