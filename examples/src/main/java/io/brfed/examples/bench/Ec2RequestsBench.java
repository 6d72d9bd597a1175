package io.brfed.examples.bench;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.api.BackupLocation;
import io.brfed.api.VolumeId;
import io.brfed.aws.EbsSnapshotProvider;
import io.brfed.aws.Ec2Budget;
import io.brfed.plane.Cluster;
import io.brfed.spi.CallBudget;
import io.brfed.spi.InstanceId;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.TikvVolume;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.Ec2Server;
import io.brfed.testkit.direct.FakeClusterAccess;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakeStorage;
import io.brfed.testkit.direct.FakeTikvLayout;
import io.brfed.testkit.direct.FakeTikvStores;
import io.brfed.testkit.direct.FakeTopology;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * How many requests EC2 gets for a backup with two volumes for each instance in three clusters of one account, counted
 * by a server that speaks EC2's protocol. What is asked by the check before is counted apart.
 */
final class Ec2RequestsBench {
    static final int VOLUMES = 2;

    private static final int CLUSTERS = 3;
    private static final int POLLS = 3;
    private static final int AMPLE = 100_000;
    private static final Duration EC2_CALL = Duration.ofMillis(100);
    private static final Duration POLL = Duration.ofSeconds(15);
    private static final BackupLocation LOCATION = new BackupLocation("s3://bench/requests");

    private final VirtualTime time = VirtualTime.create();
    private final FakeEbs ebs = FakeEbs.inRealTime()
            .snapshotTime(Duration.ofHours(1))
            .createBucket(AMPLE, AMPLE)
            .pendingQuota(AMPLE, AMPLE);
    private int before;
    private int polls;
    private long lastPoll = -1;

    private final int instances;

    private Ec2RequestsBench(int instances) {
        this.instances = instances;
    }

    /**
     * What was counted.
     *
     * @param preflight by the check before
     * @param backup by the backup itself
     * @param floor the fewest a backup needs
     */
    record Counted(int preflight, int backup, int floor) {
        double ratio() {
            return (double) backup / floor;
        }
    }

    static Counted measure(int instances) {
        Ec2RequestsBench bench = new Ec2RequestsBench(instances);
        try (Ec2Server server = Ec2Server.start(bench.ebs);
                EbsSnapshotProvider provider = EbsSnapshotProvider.builder()
                        .region("us-west-2")
                        .endpoint(server.url())
                        .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench")))
                        .budget(ample())
                        .pendingSnapshots(AMPLE)
                        .build()) {
            return bench.run(provider);
        }
    }

    private static CallBudget ample() {
        Ec2Budget.Builder budget = Ec2Budget.builder(() -> Duration.ofNanos(System.nanoTime()));
        for (CallBudget.Call call : CallBudget.Call.values()) {
            budget.bucket(call, AMPLE, AMPLE);
        }
        return budget.build();
    }

    private Counted run(EbsSnapshotProvider real) {
        List<FakeTikvLayout> layouts = DirectLayouts.of(CLUSTERS, instances / CLUSTERS);
        FakeTopology topology = FakeTopology.of(time, instances, instances);
        DirectPlanes planes = DirectPlanes.of(FakePdClient.on(time, topology), FakeTikvStores.on(time, topology))
                .scheduler(time)
                .poll(POLL)
                .sizes(SizeLevel.NONE)
                .build();
        FakeStorage storage = FakeStorage.create(time);
        SnapshotProvider snapshots = inVirtualTime(real, Ec2Budget.create(time));
        for (FakeTikvLayout layout : layouts) {
            layout.volume("raft-engine.dir", "/var/lib/raft");
            layout.storeIds()
                    .forEach(store ->
                            ebs.instance(new InstanceId("i-" + store), "us-west-2a", ids(layout.volumesOf(store))));
        }
        List<Cluster> clusters = layouts.stream()
                .map(layout -> DirectLayouts.cluster(
                        layout,
                        planes.in(layout.name(), FakeClusterAccess.of(layout, time), snapshots, storage.at(LOCATION))))
                .toList();
        Federation.backup(clusters).named("bench").scheduler(time).execute().orThrow();
        return new Counted(before, ebs.requests().size() - before, floor());
    }

    private static VolumeId[] ids(List<TikvVolume> volumes) {
        return volumes.stream().map(TikvVolume::id).toArray(VolumeId[]::new);
    }

    private int floor() {
        int all = instances * VOLUMES;
        return instances + up(all, 500) + up(instances, 50) + POLLS * up(all, 1_000);
    }

    private static int up(int count, int of) {
        return (count + of - 1) / of;
    }

    /** Each call is made in real time; its answer comes in virtual time. */
    private SnapshotProvider inVirtualTime(SnapshotProvider real, CallBudget budget) {
        return (SnapshotProvider) Proxy.newProxyInstance(
                SnapshotProvider.class.getClassLoader(),
                new Class<?>[] {SnapshotProvider.class},
                (proxy, method, arguments) ->
                        method.getName().equals("budget") ? budget : answered(real, method, arguments));
    }

    /** The snapshots are complete at the last poll; those of several members in the same interval are one. */
    private void polled() {
        long interval = time.elapsed().dividedBy(POLL);
        if (interval != lastPoll) {
            lastPoll = interval;
            polls++;
        }
        if (polls == POLLS) {
            ebs.finishSnapshots();
        }
    }

    private CompletionStage<Object> answered(SnapshotProvider real, Method method, Object[] arguments)
            throws ReflectiveOperationException {
        if (method.getName().equals("describe")) {
            polled();
        }
        CompletableFuture<?> called = ((CompletionStage<?>) method.invoke(real, arguments)).toCompletableFuture();
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            Object value = called.join();
            time.schedule(EC2_CALL, () -> answer.complete(value));
        } catch (CompletionException failed) {
            time.schedule(EC2_CALL, () -> answer.completeExceptionally(failed.getCause()));
        }
        if (method.getName().equals("check")) {
            before = ebs.requests().size();
        }
        return answer;
    }
}
