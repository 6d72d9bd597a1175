package io.brfed.internal.direct.restore;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.Scheduler;
import io.brfed.spi.VolumeProvider;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Removes the volumes of members whose requests were made before, by this process or another; also if the backup is gone. */
public final class VolumeRemoval {
    private final Means means;

    /** With a provider. */
    public VolumeRemoval(VolumeProvider provider, Scheduler scheduler, VolumeSettings settings) {
        this.means = new Means(provider, scheduler, settings);
    }

    /**
     * Removes every volume of one member that carries the operation's stamp.
     *
     * @param entries what was written down of it
     * @return what could not be removed, with the reason; empty if nothing is left
     */
    public CompletionStage<List<String>> of(OperationId id, ClusterName cluster, Map<SnapshotId, VolumeEntry> entries) {
        Set<VolumeId> known = new HashSet<>();
        entries.values().forEach(entry -> entry.volume().ifPresent(known::add));
        boolean unanswered =
                entries.values().stream().anyMatch(entry -> entry.volume().isEmpty());
        // A request of a process that died may still lead to a volume that does not show.
        Duration quietFrom = unanswered ? means.now().plus(means.settings().showsWithin()) : means.now();
        return new VolumeCleanUp(means, new VolumeOwner(id, cluster), Set.of(), quietFrom).remove(known);
    }
}
