package io.brfed.spi;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Takes and removes snapshots of volumes in one account and region. Only makes calls: when, how often and again is
 * decided by the core. Safe for use by several threads; no method blocks its caller. A failed call says with its
 * {@link io.brfed.api.ProviderException.Fault} what may be done: {@code RETRY} where the same call may succeed
 * at once and nothing was done (a throttled request), {@code BUSY_UNTIL} where a limit is used up for long,
 * {@code OUTCOME_UNKNOWN} where snapshots may have been requested.
 *
 * @since 0.1.0
 */
public interface SnapshotProvider {
    /**
     * What the calls of this provider cost and how fast they may follow each other, shared by all providers of the same
     * account and region. Whoever calls {@link #create} or {@link #delete} reserves that call first. Questions, which may
     * need several requests each, are counted by the provider itself: it waits for its turn within the limit.
     */
    CallBudget budget();

    /** Where each volume is attached, and what it is. A volume that does not exist is missing in the answer. */
    CompletionStage<Map<VolumeId, VolumePlace>> locate(Collection<VolumeId> volumes, Duration limit);

    /**
     * Whether so many snapshots could be taken: rights (tried without effect), quotas, snapshots already pending.
     *
     * @param instances what would be asked for, one entry per call
     */
    CompletionStage<List<Finding>> check(Collection<InstanceSnapshots> instances, Duration limit);

    /**
     * Requests snapshots of volumes of one instance at one instant. Never repeated by the provider itself: there is no
     * token that would make a second call the same one.
     */
    CompletionStage<List<TakenSnapshot>> create(InstanceSnapshots request, Duration limit);

    /**
     * Every snapshot that carries the stamp of one member of an operation, of all attempts; new ones may show late. Those of
     * other members, which may be in the same account, are left out.
     */
    CompletionStage<List<TakenSnapshot>> find(OperationId id, ClusterName cluster, Duration limit);

    /** The state of snapshots. One that does not exist is missing in the answer. */
    CompletionStage<List<TakenSnapshot>> describe(Collection<SnapshotId> snapshots, Duration limit);

    /** Removes a snapshot. Idempotent: one that does not exist counts as removed. */
    CompletionStage<Void> delete(SnapshotId snapshot, Duration limit);

    /** Finds out sizes; empty if this provider cannot. */
    default Optional<SnapshotSizes> sizes() {
        return Optional.empty();
    }
}
