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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

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
        this.states = new Joint<>(
                scheduler,
                (wanted, limit) -> provider.describe(wanted, limit).thenApply(all -> byId(all, NewVolume::id)),
                JointVolumes::part);
        this.sources = new Joint<>(
                scheduler,
                (wanted, limit) -> provider.sources(wanted, limit).thenApply(all -> byId(all, SourceSnapshot::id)),
                JointVolumes::part);
    }

    private static <I, V> Map<I, V> byId(List<V> all, Function<V, I> id) {
        Map<I, V> byId = new LinkedHashMap<>();
        all.forEach(one -> byId.put(id.apply(one), one));
        return byId;
    }

    /** Looks up what is wanted only: the whole may be a hundred times as much. */
    private static <I, V> Map<I, V> part(Map<I, V> all, Collection<I> wanted) {
        Map<I, V> own = new LinkedHashMap<>();
        for (I id : wanted) {
            V value = all.get(id);
            if (value != null) {
                own.put(id, value);
            }
        }
        return own;
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
}
