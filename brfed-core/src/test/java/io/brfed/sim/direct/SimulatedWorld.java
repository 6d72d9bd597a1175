package io.brfed.sim.direct;

import io.brfed.DirectPlanes;
import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.plane.Cluster;
import io.brfed.spi.InstanceId;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.TikvVolume;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeClusterAccess;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeSnapshot;
import io.brfed.testkit.direct.FakeStorage;
import io.brfed.testkit.direct.FakeTikvLayout;
import io.brfed.testkit.direct.SimulatedTidb;
import io.brfed.testkit.tidb.Capture;
import io.brfed.testkit.tidb.FakeTidbCluster;
import io.brfed.testkit.tidb.FakeTikv;
import io.brfed.testkit.tidb.VolumeRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** A federation whose planes are direct, over one simulated TiDB cluster; drawn from a source of chance. */
final class SimulatedWorld {
    static final BackupLocation ROOT = new BackupLocation("s3://backups/prod");
    private static final Duration BUSY = Duration.ofSeconds(40);
    private static final int MOST_STORES = 3;

    final VirtualTime time;
    final FakeTidbCluster tidb;
    final SimulatedTidb simulated;
    final FakeEbs ebs;
    final FakeStorage storage;
    final List<FakeTikvLayout> layouts = new ArrayList<>();
    final Map<SnapshotId, Capture> captures = new HashMap<>();
    final Map<SnapshotId, Duration> instants = new HashMap<>();
    final int volumes;
    Duration timeToLive = Duration.ofSeconds(60);
    private Runnable firstCapture = () -> {};
    private final Map<VolumeId, StoreId> owners = new HashMap<>();
    private final List<FakeClusterAccess> access = new ArrayList<>();
    private final SnapshotProvider provider;

    SimulatedWorld(SplittableRandom chance) {
        time = VirtualTime.seeded(chance.nextLong());
        volumes = 1 + chance.nextInt(2);
        layOut(chance);
        FakeTidbCluster.Builder builder =
                FakeTidbCluster.on(time).seed(chance.nextLong()).activity(BUSY);
        layouts.forEach(layout ->
                layout.storeIds().forEach(store -> builder.store(store, new ClusterName(layout.name()), volumes)));
        tidb = builder.create();
        simulated = SimulatedTidb.over(tidb, time);
        ebs = FakeEbs.create(time);
        storage = FakeStorage.create(time);
        provider = ebs.provider();
        furnish(chance);
        hurry(chance);
    }

    private void layOut(SplittableRandom chance) {
        int clusters = chance.nextInt(2, 5);
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < clusters; i++) {
            counts.add(chance.nextInt(clusters == 2 ? 2 : 1, MOST_STORES + 1));
        }
        int all = counts.stream().mapToInt(Integer::intValue).sum();
        long next = 1;
        for (int i = 0; i < clusters; i++) {
            long first = next;
            long last = next + counts.get(i) - 1;
            next = last + 1;
            FakeTikvLayout layout = FakeTikvLayout.named("k8s-" + (char) ('a' + i))
                    .stores(LongStream.rangeClosed(first, last).toArray())
                    .peers(LongStream.rangeClosed(1, all)
                            .filter(id -> id < first || id > last)
                            .toArray());
            layouts.add(volumes == 2 ? layout.volume("raft-engine.dir", "/var/lib/raft") : layout);
        }
    }

    /** Sometimes the requests take longer than a part of the pause is held without being renewed. */
    private void hurry(SplittableRandom chance) {
        if (chance.nextInt(100) < 15) {
            createSlowly();
        }
    }

    void createSlowly() {
        timeToLive = Duration.ofSeconds(8);
        ebs.createBucket(1, 1);
    }

    void onFirstCapture(Runnable task) {
        firstCapture = task;
    }

    private void furnish(SplittableRandom chance) {
        for (FakeTikvLayout layout : layouts) {
            access.add(FakeClusterAccess.of(layout, time));
            for (StoreId store : layout.storeIds()) {
                List<TikvVolume> own = layout.volumesOf(store);
                own.forEach(volume -> owners.put(volume.id(), store));
                ebs.instance(
                        new InstanceId("i-" + store),
                        "us-west-2a",
                        own.stream().map(TikvVolume::id).toArray(VolumeId[]::new));
            }
        }
        SplittableRandom own = chance.split();
        long slowest = chance.nextInt(100) < 20 ? 800 : 60;
        ebs.latency(() -> Duration.ofMillis(20 + own.nextLong(4 * slowest)));
        ebs.snapshotTime(Duration.ofSeconds(1 + chance.nextInt(120)));
        ebs.onCapture(this::captured);
        storage.latency(Duration.ofMillis(1 + chance.nextInt(40)));
        SplittableRandom wire = chance.split();
        simulated.latency(() -> Duration.ofMillis(1 + wire.nextLong(slowest)));
    }

    /** All volumes of one instance share the instant. */
    private void captured(List<FakeSnapshot> taken) {
        if (captures.isEmpty()) {
            firstCapture.run();
        }
        for (FakeSnapshot snapshot : taken) {
            StoreId store = owners.get(snapshot.volume());
            FakeTikv tikv = tidb.store(store);
            boolean data = dataVolume(store).equals(snapshot.volume());
            Capture capture = volumes == 1 ? tikv.capture() : tikv.capture(data ? VolumeRole.DATA : VolumeRole.LOG);
            captures.put(snapshot.id(), capture);
            instants.put(snapshot.id(), time.elapsed());
        }
    }

    private VolumeId dataVolume(StoreId store) {
        return layouts.stream()
                .filter(layout -> layout.storeIds().contains(store))
                .findFirst()
                .orElseThrow()
                .volumesOf(store)
                .get(0)
                .id();
    }

    List<VolumeId> allVolumes() {
        return owners.keySet().stream().sorted().toList();
    }

    /** The members as one process makes them. */
    List<Cluster> clusters(Scheduler process) {
        DirectPlanes planes = DirectPlanes.of(simulated.pd(), simulated.stores())
                .scheduler(process)
                .timeToLive(timeToLive)
                .build();
        List<Cluster> clusters = new ArrayList<>();
        for (int i = 0; i < layouts.size(); i++) {
            FakeTikvLayout layout = layouts.get(i);
            clusters.add(Cluster.named(layout.name())
                    .namespace(layout.reference().namespace())
                    .tidbCluster(layout.reference().name())
                    .on(planes.in(layout.name(), access.get(i), provider, storage.at(ROOT))));
        }
        return clusters;
    }

    /** Whether nothing of a pause is held. */
    boolean undisturbed() {
        return tidb.pd().gcHolds() == 0
                && !tidb.pd().schedulersPaused()
                && !tidb.pd().schedulingRestricted()
                && tidb.stores().stream().noneMatch(FakeTikv::isLeased);
    }
}
