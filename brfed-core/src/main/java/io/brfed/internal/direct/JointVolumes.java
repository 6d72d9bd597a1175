package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.NewVolume;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A provider of volumes that several members use: what they ask at about the same time about volumes and snapshots is asked in
 * one call, because a request may name hundreds. Everything else passes as it is. Touched by tasks of the scheduler only.
 */
public final class JointVolumes implements VolumeProvider {
    private final VolumeProvider provider;
    private final Joint<VolumeId, List<NewVolume>> states;
    private final Joint<SnapshotId, List<SourceSnapshot>> sources;

    /** Joins what is asked of a provider. */
    public JointVolumes(VolumeProvider provider, Scheduler scheduler) {
        this.provider = provider;
        this.states = new Joint<>(scheduler, provider::describe, JointVolumes::statesOf);
        this.sources = new Joint<>(scheduler, provider::sources, JointVolumes::sourcesOf);
    }

    private static List<NewVolume> statesOf(List<NewVolume> all, Collection<VolumeId> wanted) {
        Set<VolumeId> ids = new HashSet<>(wanted);
        return all.stream().filter(volume -> ids.contains(volume.id())).toList();
    }

    private static List<SourceSnapshot> sourcesOf(List<SourceSnapshot> all, Collection<SnapshotId> wanted) {
        Set<SnapshotId> ids = new HashSet<>(wanted);
        return all.stream().filter(source -> ids.contains(source.id())).toList();
    }

    @Override
    public CallBudget budget() {
        return provider.budget();
    }

    @Override
    public CompletionStage<List<SourceSnapshot>> sources(Collection<SnapshotId> snapshots, Duration limit) {
        return sources.ask(snapshots, limit);
    }

    @Override
    public CompletionStage<List<Finding>> check(Collection<VolumeRequest> requests, Duration limit) {
        return provider.check(requests, limit);
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
        return states.ask(volumes, limit);
    }

    @Override
    public CompletionStage<Void> delete(VolumeId volume, Duration limit) {
        return provider.delete(volume, limit);
    }
}
