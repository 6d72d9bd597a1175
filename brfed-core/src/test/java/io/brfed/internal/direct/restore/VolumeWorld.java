package io.brfed.internal.direct.restore;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.restore.VolumeDuty.Made;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.NewVolume;
import io.brfed.spi.Scheduler;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.TikvVolume;
import io.brfed.spi.VolumeClaim;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An account with the snapshots of some volumes, and a journal that takes 20 ms for a write. */
final class VolumeWorld {
    static final OperationId ID = new OperationId("restore-1");
    static final ClusterName MEMBER = new ClusterName("k8s-a");
    static final String ZONE = "us-west-2a";
    private static final Duration LONG = Duration.ofHours(2);
    private static final Duration WRITE = Duration.ofMillis(20);

    final VirtualTime time = VirtualTime.create();
    final FakeEbs ebs = FakeEbs.create(time).pendingQuota(10_000, 10_000);
    final List<SnapshotId> snapshots;
    final List<Map<SnapshotId, VolumeEntry>> written = new ArrayList<>();
    /** How many volumes there were when each of these was written. */
    final List<Long> requestsWhenWritten = new ArrayList<>();

    VolumeSettings settings = VolumeSettings.DEFAULT;
    VolumeTarget target = VolumeTarget.gp3(ZONE);

    @Nullable
    RuntimeException journalFails;

    VolumeWorld(int volumes) {
        InstanceId machine = new InstanceId("i-1");
        VolumeId[] sources = IntStream.rangeClosed(1, volumes)
                .mapToObj(i -> new VolumeId("vol-" + i))
                .toArray(VolumeId[]::new);
        ebs.instance(machine, ZONE, sources);
        InstanceSnapshots request = new InstanceSnapshots(
                machine,
                List.of(sources).stream()
                        .map(volume -> new InstanceSnapshots.Part(volume, StoreId.parse("4")))
                        .toList(),
                Set.of(),
                new OperationId("backup-1"),
                new OperationName("nightly"),
                MEMBER,
                1);
        snapshots = await(ebs.provider().create(request, LONG)).stream()
                .map(TakenSnapshot::id)
                .toList();
        ebs.finishSnapshots();
    }

    VolumePlan plan() {
        return plan(ID, MEMBER);
    }

    VolumePlan plan(OperationId id, ClusterName cluster) {
        return new VolumePlan(
                id,
                cluster,
                snapshots.stream()
                        .map(snapshot -> new VolumeRequest(
                                id,
                                new OperationName("back"),
                                cluster,
                                new StoreId(1 + snapshots.indexOf(snapshot)),
                                TikvVolume.DATA,
                                snapshot,
                                target,
                                new VolumeClaim(
                                        "pvc-" + snapshot, "tikv-db-tikv-" + snapshots.indexOf(snapshot), "tidb"),
                                Map.of(),
                                1))
                        .toList());
    }

    /** A duty of a process that knows what the last one has written. */
    VolumeDuty duty() {
        return duty(time);
    }

    VolumeDuty duty(Scheduler scheduler) {
        Map<SnapshotId, VolumeEntry> earlier = written.isEmpty() ? Map.of() : written.get(written.size() - 1);
        return new VolumeDuty(new VolumeTask(plan(), earlier, this::write), ebs.volumeProvider(), scheduler, settings);
    }

    private CompletionStage<Boolean> write(Map<SnapshotId, VolumeEntry> entries) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        RuntimeException failure = journalFails;
        if (failure != null) {
            time.schedule(WRITE, () -> answer.completeExceptionally(failure));
            return answer;
        }
        written.add(entries);
        requestsWhenWritten.add(ebs.count(FakeEbs.CREATE_VOLUME));
        time.schedule(WRITE, () -> answer.complete(true));
        return answer;
    }

    Made make() {
        return await(duty().begin());
    }

    List<String> removeAll() {
        return await(removing());
    }

    /** Removes what the last process has made. */
    CompletionStage<List<String>> removing() {
        Map<SnapshotId, VolumeEntry> entries = written.isEmpty() ? Map.of() : written.get(written.size() - 1);
        return new VolumeRemoval(ebs.volumeProvider(), time, settings).of(ID, MEMBER, entries);
    }

    <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return time.await(stage, LONG);
    }

    /** What was made from snapshots. */
    List<NewVolume> made() {
        return ebs.volumes().stream()
                .filter(volume -> volume.snapshot().isPresent())
                .toList();
    }
}
