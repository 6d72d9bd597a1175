package io.brfed.examples.bench;

import io.brfed.BackupBuilder;
import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.aws.Ec2Budget;
import io.brfed.plane.Cluster;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.CallBudget;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.InstanceId;
import io.brfed.spi.PdClient;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.StorePreparation;
import io.brfed.spi.TikvVolume;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeClusterAccess;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakeTikvLayout;
import io.brfed.testkit.direct.FakeTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a backup by the direct plane costs the process that runs it: clusters of stores with two volumes each, whose
 * claim and volume are 6 KiB together. Everything it calls is a fake that costs next to nothing; what it does cost is not
 * counted. Time is virtual.
 */
final class EngineBench {
    private static final int DOCUMENT = 3 * 1024;
    private static final int AMPLE = 1_000_000;
    /** How often the heap is looked at for each task that the engine has for every store; there are about 25. */
    private static final int SAMPLES = 2;
    /** A collection takes much longer than a task. */
    private static final int LEAST = 100;

    private static final int EVENTS = 100_000_000;

    private final int stores;
    private final VirtualTime time = VirtualTime.create().maxEvents(EVENTS);
    private final EngineMeter meter = new EngineMeter(time);
    private final List<Cluster> clusters = new ArrayList<>();

    private EngineBench(int clusterCount, int storesOfEach) {
        stores = clusterCount * storesOfEach;
        FakeTopology topology = FakeTopology.of(time, stores, stores);
        QuickAnswers pd = new QuickAnswers(time, Duration.ofMillis(5));
        QuickAnswers cloud = new QuickAnswers(time, Duration.ofMillis(100));
        DirectPlanes planes = DirectPlanes.of(
                        meter.fake(PdClient.class, FakePdClient.on(time, topology)),
                        meter.fake(StorePreparation.class, new QuickStores(pd, topology.regions())))
                .scheduler(meter)
                .build();
        QuickVolumes volumes = new QuickVolumes(cloud, budget());
        SnapshotProvider snapshots = meter.fake(SnapshotProvider.class, volumes);
        BackupStorage storage = meter.fake(BackupStorage.class, new PackedStorage(cloud));
        for (FakeTikvLayout layout : DirectLayouts.of(clusterCount, storesOfEach)) {
            layout.documentBytes(DOCUMENT).volume("raft-engine.dir", "/var/lib/raft");
            layout.storeIds()
                    .forEach(store -> volumes.attach(
                            new InstanceId("i-" + store),
                            layout.volumesOf(store).stream().map(TikvVolume::id).toList()));
            ClusterAccess access = meter.fake(ClusterAccess.class, FakeClusterAccess.of(layout, time));
            clusters.add(DirectLayouts.cluster(layout, planes.in(layout.name(), access, snapshots, storage)));
        }
    }

    /** How many stores take part. */
    int stores() {
        return stores;
    }

    private CallBudget budget() {
        Ec2Budget.Builder budget = Ec2Budget.builder(time::elapsed);
        for (CallBudget.Call call : CallBudget.Call.values()) {
            budget.bucket(call, AMPLE, AMPLE);
        }
        return budget.build();
    }

    /** The CPU time of the engine for one backup. */
    static Duration cpu(int clusterCount, int storesOfEach) {
        EngineBench bench = new EngineBench(clusterCount, storesOfEach);
        bench.backUp();
        return bench.meter.taken();
    }

    /** The most that the heap held during one backup more than before it, looked at after a collection. */
    static long heapBytes(int clusterCount, int storesOfEach) {
        EngineBench bench = new EngineBench(clusterCount, storesOfEach);
        HeapSamples samples = new HeapSamples();
        bench.meter.every(Math.max(LEAST, bench.stores / SAMPLES), samples::look);
        bench.backUp();
        return samples.most();
    }

    private void backUp() {
        BackupBuilder backup = Federation.backup(clusters).named("bench").scheduler(meter);
        meter.count(() -> backup.execute().orThrow());
    }
}
