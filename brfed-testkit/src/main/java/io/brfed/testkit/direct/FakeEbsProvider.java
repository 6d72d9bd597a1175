package io.brfed.testkit.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.SnapshotSizes;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumePlace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A {@link FakeEbs} as a provider, in the scheduler's time, without a wire. */
final class FakeEbsProvider implements SnapshotProvider {
    private static final String VOLUMES = "DescribeVolumes";
    private static final String SNAPSHOTS = "DescribeSnapshots";

    private final FakeEbs ebs;
    private final CallBudget budget;

    FakeEbsProvider(FakeEbs ebs, CallBudget budget) {
        this.ebs = ebs;
        this.budget = budget;
    }

    @Override
    public CallBudget budget() {
        return budget;
    }

    @Override
    public CompletionStage<Map<VolumeId, VolumePlace>> locate(Collection<VolumeId> volumes, Duration limit) {
        Set<VolumeId> wanted = Set.copyOf(volumes);
        return new EbsTrip<>(ebs, VOLUMES, limit, account -> places(account, wanted)).begin();
    }

    private static Map<VolumeId, VolumePlace> places(EbsAccount account, Set<VolumeId> wanted) {
        Map<VolumeId, VolumePlace> places = new TreeMap<>();
        for (VolumeId id : wanted) {
            EbsVolume volume = account.volumes.get(id);
            if (volume != null && volume.shows(account.now())) {
                places.put(id, place(account, volume));
            }
        }
        return places;
    }

    private static VolumePlace place(EbsAccount account, EbsVolume volume) {
        Optional<InstanceId> machine = volume.attachedTo.stream().findFirst();
        Set<VolumeId> neighbours = new HashSet<>();
        machine.map(account::volumesOf).orElse(List.of()).stream()
                .filter(other -> !other.boot && other != volume)
                .forEach(other -> neighbours.add(other.id));
        return new VolumePlace(volume.id, machine, neighbours, volume.zone, volume.shape);
    }

    @Override
    public CompletionStage<List<Finding>> check(Collection<InstanceSnapshots> instances, Duration limit) {
        List<InstanceSnapshots> wanted = List.copyOf(instances);
        return new EbsTrip<>(ebs, SNAPSHOTS, limit, account -> findings(account, wanted)).begin();
    }

    private List<Finding> findings(EbsAccount account, List<InstanceSnapshots> wanted) {
        List<Finding> findings = new ArrayList<>();
        try {
            ebs.admit(FakeEbs.CREATE);
        } catch (EbsRefusalException refusal) {
            findings.add(Finding.fault(
                    "ec2:CreateSnapshots", refusal.code(), String.valueOf(refusal.getMessage()), "grant the right"));
        }
        int demand = 0;
        for (InstanceSnapshots request : wanted) {
            demand += request.volumes().size();
            for (InstanceSnapshots.Part part : request.volumes()) {
                EbsVolume volume = account.volumes.get(part.volume());
                if (volume == null || !volume.attachedTo.equals(Set.of(request.instance()))) {
                    findings.add(Finding.fault(
                            "volume",
                            part.volume().value(),
                            "it is not attached to " + request.instance() + " alone",
                            "wait until it is, then check again"));
                }
            }
        }
        long pending = account.pending(shot -> true);
        if (pending + demand > account.rules.pendingQuota) {
            findings.add(Finding.fault(
                    "pending snapshots",
                    pending + " + " + demand,
                    "more than the quota of " + account.rules.pendingQuota,
                    "wait until snapshots have completed, or back up fewer volumes"));
        }
        int all = account.shots.size();
        if (all + demand > account.rules.snapshotQuota) {
            int room = Math.max(0, account.rules.snapshotQuota - all);
            findings.add(Finding.fault(
                    "snapshots",
                    all + " + " + demand,
                    "more than the quota of " + account.rules.snapshotQuota + "; there is room for " + room,
                    "delete old backups, or have the quota raised"));
        }
        return List.copyOf(findings);
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> create(InstanceSnapshots request, Duration limit) {
        return new EbsTrip<>(
                        ebs,
                        FakeEbs.CREATE,
                        limit,
                        account ->
                                taken(account.create(request.instance(), request.others(), SnapshotTags.of(request))))
                .begin();
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> find(OperationId id, ClusterName cluster, Duration limit) {
        return search(shot -> SnapshotTags.areOf(id, cluster, shot.tags), limit);
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> describe(Collection<SnapshotId> snapshots, Duration limit) {
        Set<SnapshotId> wanted = Set.copyOf(snapshots);
        return search(shot -> wanted.contains(shot.id), limit);
    }

    private CompletionStage<List<TakenSnapshot>> search(Predicate<EbsShot> which, Duration limit) {
        return new EbsTrip<>(
                        ebs,
                        SNAPSHOTS,
                        limit,
                        account ->
                                taken(account.visible().stream().filter(which).toList()))
                .begin();
    }

    private List<TakenSnapshot> taken(List<EbsShot> shots) {
        Duration now = ebs.scheduler().elapsed();
        return shots.stream().map(shot -> shot.seen(now).taken()).toList();
    }

    @Override
    public CompletionStage<Void> delete(SnapshotId snapshot, Duration limit) {
        return new EbsTrip<>(ebs, FakeEbs.DELETE, limit, account -> {
                    account.delete(snapshot);
                    return true;
                })
                .beginRemoval();
    }

    @Override
    public Optional<SnapshotSizes> sizes() {
        return Optional.of(new FakeSizes(ebs));
    }
}
