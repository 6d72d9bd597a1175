package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.NewVolume;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A provider of volumes that several members use: what they ask at about the same time about volumes and snapshots is asked in
 * one call, because a request may name hundreds. Everything else passes as it is. Touched by tasks of the scheduler only.
 */
public final class JointVolumes implements VolumeProvider {
    private final VolumeProvider provider;
    private final Joint<VolumeId, Map<VolumeId, NewVolume>> states;
    private final Joint<SnapshotId, Map<SnapshotId, SourceSnapshot>> sources;

    /** Joins what is asked of a provider. */
    public JointVolumes(VolumeProvider provider, Scheduler scheduler) {
        this.provider = provider;
        this.states = Joint.of(scheduler, provider::describe, NewVolume::id);
        this.sources = Joint.of(scheduler, provider::sources, SourceSnapshot::id);
    }

    @Override
    public CallBudget budget() {
        return provider.budget();
    }

    @Override
    public CompletionStage<List<SourceSnapshot>> sources(Collection<SnapshotId> snapshots, Duration limit) {
        return sources.ask(snapshots, limit).thenApply(found -> List.copyOf(found.values()));
    }

    @Override
    public CompletionStage<List<Finding>> check(Collection<VolumeRequest> requests, Duration limit) {
        return provider.check(requests, limit);
    }

    @Override
    public CompletionStage<List<Finding>> checkKeys(Collection<String> keys, Duration limit) {
        return provider.checkKeys(keys, limit);
    }

    @Override
    public CompletionStage<NewVolume> create(VolumeRequest request, Duration limit) {
        return provider.create(request, limit);
    }

    @Override
    public CompletionStage<List<NewVolume>> find(OperationId id, ClusterName cluster, Duration limit) {
        return provider.find(id, cluster, limit);
    }

    @Override
    public CompletionStage<List<NewVolume>> describe(Collection<VolumeId> volumes, Duration limit) {
        return states.ask(volumes, limit).thenApply(found -> List.copyOf(found.values()));
    }

    @Override
    public CompletionStage<Void> delete(VolumeId volume, Duration limit) {
        return provider.delete(volume, limit);
    }

    @Override
    public Optional<FastSnapshotRestore> fastRestore() {
        return provider.fastRestore();
    }
}
