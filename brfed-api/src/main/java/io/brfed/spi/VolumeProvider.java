package io.brfed.spi;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Makes and removes volumes in one account and region. Only makes calls: when, how often and again is decided by the core.
 * Safe for use by several threads; no method blocks its caller. A failed call says with its
 * {@link io.brfed.api.ProviderException.Fault} what may be done: {@code RETRY} where the same call may succeed at once and
 * nothing more will have been done than by one call, {@code BUSY_UNTIL} where a volume is not in a state for it or the zone
 * has no room by now, {@code OUTCOME_UNKNOWN} where it may have been carried out.
 *
 * @since 0.1.0
 */
public interface VolumeProvider {
    /**
     * What the calls of this provider cost and how fast they may follow each other, shared by all providers of the same
     * account and region. Whoever calls {@link #create} or {@link #delete} reserves that call first. Questions, which may
     * need several requests each, are counted by the provider itself: it waits for its turn within the limit.
     */
    CallBudget budget();

    /** What volumes would be made from. A snapshot that does not exist, or is not shared with us, is missing in the answer. */
    CompletionStage<List<SourceSnapshot>> sources(Collection<SnapshotId> snapshots, Duration limit);

    /**
     * Whether all these volumes could be made: snapshots there and complete, rights (tried without effect), quotas, keys,
     * I/O operations and throughput. Everything found, at once.
     */
    CompletionStage<List<Finding>> check(Collection<VolumeRequest> requests, Duration limit);

    /**
     * Whether keys of KMS that volumes do not need, but whoever works on them, can be used: that they exist in this account and
     * region, and are enabled. What cannot be asked is a notice.
     *
     * @param keys ids, names or ARNs
     */
    CompletionStage<List<Finding>> checkKeys(Collection<String> keys, Duration limit);

    /**
     * Requests a volume from a snapshot. Never repeated by the provider itself, but whoever calls may: a request with the
     * same {@linkplain VolumeRequest#clientToken() token} makes no second volume, and is answered with the first.
     */
    CompletionStage<NewVolume> create(VolumeRequest request, Duration limit);

    /**
     * Every volume that carries the stamp of one member of an operation, of all attempts; new ones may show late. Those of
     * other members, which may be in the same account, are left out.
     */
    CompletionStage<List<NewVolume>> find(OperationId id, ClusterName cluster, Duration limit);

    /** The state of volumes. One that does not exist, or does not show yet, is missing in the answer. */
    CompletionStage<List<NewVolume>> describe(Collection<VolumeId> volumes, Duration limit);

    /**
     * Removes a volume. Idempotent: one that does not exist counts as removed. One that is being created, or is attached,
     * stays, and the stage fails with {@code BUSY_UNTIL}.
     */
    CompletionStage<Void> delete(VolumeId volume, Duration limit);

    /** Makes snapshots ready for volumes that are whole from the beginning; empty if this provider cannot. */
    default Optional<FastSnapshotRestore> fastRestore() {
        return Optional.empty();
    }
}
