package io.brfed.spi;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What a restore reads and changes in one Kubernetes cluster, for a TidbCluster of TiDB Operator v1. Only makes calls; what
 * follows on what is decided by the core. Every change is safe to repeat, and what was changed is told by {@link #look}.
 * Safe for use by several threads; no method blocks its caller. Errors are {@link io.brfed.api.ProviderException}s,
 * classified as {@link io.brfed.plane.DataPlane} says; an object in the way that is not the restore's own is refused and
 * left alone.
 *
 * @since 0.1.0
 */
public interface RestoreAccess {
    /** Reads the TidbCluster that is restored into, its TiKV pods and the claims under their names. */
    CompletionStage<RestoreTarget> look(TidbClusterRef tidbCluster, Duration limit);

    /**
     * Reads the TidbCluster of a backup in the way that {@link #look} reads the one restored into, so that both can be compared.
     * Makes no call.
     *
     * @param tidbCluster the object that the backup's metadata holds, as JSON
     * @throws IllegalArgumentException if it cannot be read; says why, and repeats nothing of its configuration
     */
    RestoreTarget.Specification recorded(String tidbCluster);

    /**
     * Creates a persistent volume and the claim that is bound to it. Those that exist already count as created if they carry
     * the restore's stamp and stand for the same volume.
     */
    CompletionStage<Void> place(OperationId id, BoundVolume volume, Duration limit);

    /**
     * Lets the operator start TiKV: it waits for the word that the volumes are ready.
     *
     * @param id the restore; the word names it
     */
    CompletionStage<Void> startTikv(TidbClusterRef tidbCluster, OperationId id, Duration limit);

    /**
     * Restarts TiKV by deleting pods; the operator makes them anew.
     *
     * @param pods the very pods, as {@link #look} told them; one that has gone, or was made anew, is left alone
     */
    CompletionStage<Void> restartTikv(TidbClusterRef tidbCluster, Collection<RestoreTarget.Pod> pods, Duration limit);

    /** Ends the recovery mode and takes back the word that the volumes are ready, in one change. TiDB starts after that. */
    CompletionStage<Void> endRecovery(TidbClusterRef tidbCluster, Duration limit);

    /**
     * Takes back the word that the volumes are ready, if this restore gave it, and deletes the claims and the persistent
     * volumes that carry its stamp.
     *
     * @return the names of those that are not gone yet, because somebody still uses them; empty if all are
     */
    CompletionStage<List<String>> withdraw(TidbClusterRef tidbCluster, OperationId id, Duration limit);

    /** Which rights that these calls need are missing; empty if none, a notice where it cannot be asked. */
    CompletionStage<List<Finding>> checkRights(TidbClusterRef tidbCluster, Duration limit);
}
