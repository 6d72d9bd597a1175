package io.brfed.examples.bench;

import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.aws.Ec2Budget;
import io.brfed.examples.bench.DirectRestoreBench.Size;
import io.brfed.internal.direct.JointVolumes;
import io.brfed.internal.direct.restore.VolumeDuty;
import io.brfed.internal.direct.restore.VolumeDuty.Made;
import io.brfed.internal.direct.restore.VolumePlan;
import io.brfed.internal.direct.restore.VolumeSettings;
import io.brfed.internal.direct.restore.VolumeTask;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.TikvVolume;
import io.brfed.spi.VolumeClaim;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTarget;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeEbs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Requests and time of making the volumes of all members of a restore, in one account with EC2's usual limits, in virtual time.
 * A request takes 100 ms, a volume 4 s, which EC2 needs for one in a hundred. At least means: each volume is requested once and
 * seen available once, 500 in a question. At best means: as fast as the bucket of requests permits.
 */
final class NewVolumesBench {
    private static final Duration EC2_CALL = Duration.ofMillis(100);
    private static final Duration MAKING = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int BUCKET = 100;
    private static final int PER_SECOND = 5;
    private static final int IN_ONE_QUESTION = 500;
    private static final int AMPLE = 100_000;
    private static final String ZONE = "us-west-2a";
    private static final OperationId ID = new OperationId("bench");

    private final VirtualTime time = VirtualTime.create();
    private final FakeEbs ebs = FakeEbs.create(time)
            .latency(EC2_CALL)
            .volumeTime(MAKING)
            .pendingQuota(AMPLE, AMPLE)
            .volumeQuota(AMPLE, new ByteSize(1L << 50));

    private NewVolumesBench() {}

    /**
     * What was measured.
     *
     * @param requests that EC2 got
     * @param floor the fewest there can be
     * @param took until all volumes were available
     * @param best the shortest time there can be
     */
    record Measured(long requests, long floor, Duration took, Duration best) {}

    static Measured measure(Size size) {
        return new NewVolumesBench().run(size);
    }

    private Measured run(Size size) {
        List<VolumePlan> plans = new ArrayList<>();
        for (int member = 0; member < size.clusters(); member++) {
            plans.add(plan(new ClusterName("k8s-" + member), size));
        }
        ebs.finishSnapshots();
        int before = ebs.requests().size();
        Duration began = time.elapsed();
        VolumeProvider provider = new JointVolumes(ebs.volumeProvider(Ec2Budget.create(time)), time);
        List<CompletionStage<Made>> making = plans.stream()
                .map(plan -> new VolumeTask(plan, Map.of(), entries -> CompletableFuture.completedFuture(true)))
                .map(task -> new VolumeDuty(task, provider, time, VolumeSettings.DEFAULT).begin())
                .toList();
        making.forEach(one -> time.await(one, LONG));
        int overflow = Math.max(0, size.all() - BUCKET);
        return new Measured(
                ebs.requests().size() - before,
                size.all() + (size.all() + IN_ONE_QUESTION - 1) / IN_ONE_QUESTION,
                time.elapsed().minus(began),
                Duration.ofSeconds(overflow)
                        .dividedBy(PER_SECOND)
                        .plus(EC2_CALL)
                        .plus(MAKING));
    }

    private VolumePlan plan(ClusterName cluster, Size size) {
        List<VolumeRequest> requests = new ArrayList<>();
        for (int store = 1; store <= size.stores(); store++) {
            List<SnapshotId> snapshots = snapshots(cluster, new StoreId(store), size.volumes());
            for (SnapshotId snapshot : snapshots) {
                requests.add(request(cluster, new StoreId(store), snapshot));
            }
        }
        return new VolumePlan(ID, cluster, requests);
    }

    private List<SnapshotId> snapshots(ClusterName cluster, StoreId store, int volumes) {
        InstanceId machine = new InstanceId("i-" + cluster + "-" + store);
        List<VolumeId> ids = new ArrayList<>();
        for (int i = 0; i < volumes; i++) {
            ids.add(new VolumeId("vol-" + cluster + "-" + store + "-" + i));
        }
        ebs.instance(machine, ZONE, ids.toArray(VolumeId[]::new)).createBucket(AMPLE, AMPLE);
        InstanceSnapshots request = new InstanceSnapshots(
                machine,
                ids.stream().map(id -> new InstanceSnapshots.Part(id, store)).toList(),
                Set.of(),
                new OperationId("backup"),
                new OperationName("backup"),
                cluster,
                1);
        return time.await(ebs.provider().create(request, LONG), LONG).stream()
                .map(TakenSnapshot::id)
                .toList();
    }

    private static VolumeRequest request(ClusterName cluster, StoreId store, SnapshotId snapshot) {
        return new VolumeRequest(
                ID,
                new OperationName("bench"),
                cluster,
                store,
                TikvVolume.DATA,
                snapshot,
                VolumeTarget.gp3(ZONE),
                new VolumeClaim("pvc-" + snapshot, "tikv-" + snapshot, "tidb"),
                Map.of(),
                1);
    }
}
