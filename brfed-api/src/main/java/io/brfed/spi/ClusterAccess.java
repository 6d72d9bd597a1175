package io.brfed.spi;

import io.brfed.api.Finding;
import io.brfed.api.TidbClusterRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What one Kubernetes cluster knows of its part of a TiDB cluster. Only reads. Safe for use by several threads; no method
 * blocks its caller. Errors are {@link io.brfed.api.ProviderException}s, classified as {@link io.brfed.plane.DataPlane}
 * says.
 *
 * @since 0.1.0
 */
public interface ClusterAccess {
    /**
     * Reads the TidbCluster, its TiKV pods and their volumes; all of it, or it fails.
     *
     * @param tidbCluster which one
     * @param limit time within which the answer is of use
     */
    CompletionStage<ClusterInventory> discover(TidbClusterRef tidbCluster, Duration limit);

    /** Which rights that {@link #discover} needs are missing; empty if none, a notice where it cannot be asked. */
    CompletionStage<List<Finding>> checkRights(TidbClusterRef tidbCluster, Duration limit);
}
