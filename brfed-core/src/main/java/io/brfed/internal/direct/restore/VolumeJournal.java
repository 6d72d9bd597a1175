package io.brfed.internal.direct.restore;

import io.brfed.api.SnapshotId;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Where a member keeps what it is about to make and what it has made, so that another process can go on or clean up: its
 * journal, and from the first volume on the {@code restoremeta} that TiDB Operator cleans up by.
 */
@FunctionalInterface
public interface VolumeJournal {
    /**
     * Replaces what is stored of this member's volumes. Called by one task of the scheduler at a time, never before the last
     * call has ended.
     *
     * @param entries of every volume of the plan, by the snapshot it is made from
     * @return ends when it is stored; what is not stored is not done
     */
    CompletionStage<Boolean> write(Map<SnapshotId, VolumeEntry> entries);
}
