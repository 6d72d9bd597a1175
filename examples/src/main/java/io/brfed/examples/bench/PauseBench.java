package io.brfed.examples.bench;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.api.BackupLocation;
import io.brfed.aws.Ec2Budget;
import io.brfed.plane.Cluster;
import io.brfed.spi.InstanceId;
import io.brfed.spi.SnapshotProvider;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeClusterAccess;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakeStorage;
import io.brfed.testkit.direct.FakeTikvLayout;
import io.brfed.testkit.direct.FakeTikvStores;
import io.brfed.testkit.direct.FakeTopology;
import java.time.Duration;
import java.util.List;

/** How long a backup by the direct plane pauses the database, in virtual time, against what cannot be avoided. */
final class PauseBench {
    private static final int CLUSTERS = 3;
    private static final Duration PD_CALL = Duration.ofMillis(5);
    private static final Duration EC2_CALL = Duration.ofMillis(100);
    private static final int ROUNDS = 9;
    private static final int BUCKET = 100;
    private static final int PER_SECOND = 5;
    private static final int PENDING = 1_000;
    private static final int PENDING_PER_VOLUME = 5;
    private static final BackupLocation LOCATION = new BackupLocation("s3://bench/direct");

    private PauseBench() {}

    /** What cannot be avoided: the rounds of calls, one request, and what EC2's bucket does not hold. */
    static Duration floor(int instances) {
        Duration overflow = Duration.ofSeconds(Math.max(0, instances - BUCKET)).dividedBy(PER_SECOND);
        return PD_CALL.multipliedBy(ROUNDS).plus(EC2_CALL).plus(overflow);
    }

    /** What is permitted. */
    static Duration budget(int instances) {
        Duration floor = floor(instances);
        return instances <= BUCKET
                ? floor.plusMillis(100)
                : floor.multipliedBy(103).dividedBy(100);
    }

    /** The pause of a backup of so many instances in three clusters, each with a store of one volume. */
    static Duration measure(int instances) {
        VirtualTime time = VirtualTime.create();
        List<FakeTikvLayout> layouts = DirectLayouts.of(CLUSTERS, instances / CLUSTERS);
        FakeTopology topology = FakeTopology.of(time, instances, instances);
        FakeEbs ebs = FakeEbs.create(time)
                .latency(EC2_CALL)
                .createBucket(BUCKET, PER_SECOND)
                .pendingQuota(PENDING, PENDING_PER_VOLUME);
        layouts.forEach(layout -> layout.storeIds()
                .forEach(store -> ebs.instance(
                        new InstanceId("i-" + store),
                        "us-west-2a",
                        layout.volumesOf(store).get(0).id())));
        PauseMeter meter = new PauseMeter(time, PD_CALL, () -> ebs.createBucket(BUCKET, PER_SECOND));
        DirectPlanes planes = DirectPlanes.of(
                        meter.before(FakePdClient.on(time, topology).latency(PD_CALL)),
                        meter.before(FakeTikvStores.on(time, topology)))
                .scheduler(time)
                .build();
        FakeStorage storage = FakeStorage.create(time);
        SnapshotProvider snapshots = ebs.provider(Ec2Budget.create(time));
        List<Cluster> clusters = layouts.stream()
                .map(layout -> DirectLayouts.cluster(
                        layout,
                        planes.in(layout.name(), FakeClusterAccess.of(layout, time), snapshots, storage.at(LOCATION))))
                .toList();
        Federation.backup(clusters).named("bench").scheduler(time).execute().orThrow();
        return meter.window();
    }
}
