package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.SnapshotSizes;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumePlace;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A provider that several members use: what they ask at about the same time about volumes and snapshots is asked in one
 * call, because a request may name hundreds. Everything else passes as it is. Touched by tasks of the scheduler only.
 */
final class JointQuestions implements SnapshotProvider {
    private final SnapshotProvider provider;
    private final Joint<VolumeId, Map<VolumeId, VolumePlace>> places;
    private final Joint<SnapshotId, Map<SnapshotId, TakenSnapshot>> states;

    JointQuestions(SnapshotProvider provider, Scheduler scheduler) {
        this.provider = provider;
        this.places = new Joint<>(scheduler, provider::locate, Joint::part);
        this.states = Joint.of(scheduler, provider::describe, TakenSnapshot::id);
    }

    @Override
    public CallBudget budget() {
        return provider.budget();
    }

    @Override
    public CompletionStage<Map<VolumeId, VolumePlace>> locate(Collection<VolumeId> volumes, Duration limit) {
        return places.ask(volumes, limit);
    }

    @Override
    public CompletionStage<List<Finding>> check(Collection<InstanceSnapshots> instances, Duration limit) {
        return provider.check(instances, limit);
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> create(InstanceSnapshots request, Duration limit) {
        return provider.create(request, limit);
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> find(OperationId id, ClusterName cluster, Duration limit) {
        return provider.find(id, cluster, limit);
    }

    @Override
    public CompletionStage<List<TakenSnapshot>> describe(Collection<SnapshotId> snapshots, Duration limit) {
        return states.ask(snapshots, limit).thenApply(found -> List.copyOf(found.values()));
    }

    @Override
    public Optional<SnapshotSizes> sizes() {
        return provider.sizes();
    }

    @Override
    public CompletionStage<Void> delete(SnapshotId snapshot, Duration limit) {
        return provider.delete(snapshot, limit);
    }
}
