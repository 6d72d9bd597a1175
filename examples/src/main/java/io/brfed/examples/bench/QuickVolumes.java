package io.brfed.examples.bench;

import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumePlace;
import io.brfed.spi.VolumeShape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** An account in which every snapshot is complete at once, however many. */
final class QuickVolumes implements SnapshotProvider {
    private static final VolumeShape SHAPE =
            new VolumeShape(new ByteSize(100L << 30), "gp3", 3_000, 125, Optional.empty());

    private final QuickAnswers answers;
    private final CallBudget budget;
    private final Map<VolumeId, VolumePlace> places = new HashMap<>();

    QuickVolumes(QuickAnswers answers, CallBudget budget) {
        this.answers = answers;
        this.budget = budget;
    }

    void attach(InstanceId instance, Collection<VolumeId> volumes) {
        for (VolumeId volume : volumes) {
            Set<VolumeId> neighbours = new HashSet<>(volumes);
            neighbours.remove(volume);
            places.put(volume, new VolumePlace(volume, Optional.of(instance), neighbours, "us-west-2a", SHAPE));
        }
    }

    @Override
    public CallBudget budget() {
        return budget;
    }

    @Override
    public CompletionStage<Map<VolumeId, VolumePlace>> locate(Collection<VolumeId> volumes, Duration limit) {
        Map<VolumeId, VolumePlace> found = new HashMap<>(places);
        found.keySet().retainAll(Set.copyOf(volumes));
        return answers.with(found);
    }

    @Override
    public CompletionStage<List<Finding>> check(Collection<InstanceSnapshots> instances, Duration limit) {
        return answers.with(List.of());
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> create(InstanceSnapshots request, Duration limit) {
        List<TakenSnapshot> taken = new ArrayList<>();
        request.volumes().forEach(part -> taken.add(taken(new SnapshotId("snap-" + part.volume()), part.volume())));
        return answers.with(taken);
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> find(OperationId id, ClusterName cluster, Duration limit) {
        return answers.with(List.of());
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> describe(Collection<SnapshotId> snapshots, Duration limit) {
        List<TakenSnapshot> seen = new ArrayList<>();
        snapshots.forEach(id -> seen.add(taken(id, new VolumeId(id.value().substring("snap-".length())))));
        return answers.with(seen);
    }

    private static TakenSnapshot taken(SnapshotId id, VolumeId volume) {
        return new TakenSnapshot(
                id, volume, 1, TakenSnapshot.State.COMPLETED, 100, new ByteSize(100L << 30), Instant.EPOCH);
    }

    @Override
    public CompletionStage<Void> delete(SnapshotId snapshot, Duration limit) {
        return answers.with(true).thenAccept(gone -> {});
    }
}
