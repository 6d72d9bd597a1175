package io.brfed.internal.direct.restore;

import io.brfed.api.SnapshotId;
import java.util.Map;
import java.util.Objects;

/**
 * What is to be made, what earlier processes wrote of it, and where to write. Immutable.
 *
 * @param plan the volumes
 * @param earlier what the journal holds; empty at the first time
 * @param journal the journal
 */
public record VolumeTask(VolumePlan plan, Map<SnapshotId, VolumeEntry> earlier, VolumeJournal journal) {
    /** Copies what was written. */
    public VolumeTask {
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(journal, "journal");
        earlier = Map.copyOf(earlier);
    }
}
