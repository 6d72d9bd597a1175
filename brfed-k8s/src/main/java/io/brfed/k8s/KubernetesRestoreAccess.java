package io.brfed.k8s;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.discovery.Discovery;
import io.brfed.k8s.internal.restore.RestoreCalls;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.RestoreAccess;
import io.brfed.spi.RestoreTarget;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Prepares a TidbCluster of TiDB Operator v1 for its restored volumes, and brings it back to service.
 *
 * <pre>{@code
 * RestoreAccess access = KubernetesRestoreAccess.on(kubeconfig.cluster("k8s-a"));
 * }</pre>
 *
 * It needs what {@link DirectRbac#restores()} writes down. Pods, claims and volumes are deleted only as the very objects that
 * were read; a TidbCluster is changed only in the state that was read.
 *
 * <p>Immutable, safe for use by several threads. It owns nothing: the {@link KubernetesCluster} does.
 *
 * @since 0.1.0
 */
public final class KubernetesRestoreAccess implements RestoreAccess {
    private final KubernetesCluster cluster;
    private final RestoreCalls calls;

    private KubernetesRestoreAccess(KubernetesCluster cluster) {
        this.cluster = cluster;
        this.calls = new RestoreCalls(cluster.server(), new Discovery(cluster.server(), Optional.empty()));
    }

    /**
     * The access to one cluster.
     *
     * @param cluster stays the caller's, who closes it when no operation uses it any more
     */
    public static KubernetesRestoreAccess on(KubernetesCluster cluster) {
        return new KubernetesRestoreAccess(cluster);
    }

    @Override
    public CompletionStage<RestoreTarget> look(TidbClusterRef tidbCluster, Duration limit) {
        return calls.look(tidbCluster, limit);
    }

    @Override
    public RestoreTarget.Specification recorded(String tidbCluster) {
        return calls.recorded(tidbCluster);
    }

    @Override
    public CompletionStage<Void> place(OperationId id, BoundVolume volume, Duration limit) {
        return calls.place(id, volume, limit);
    }

    @Override
    public CompletionStage<Void> startTikv(TidbClusterRef tidbCluster, OperationId id, Duration limit) {
        return calls.startTikv(tidbCluster, id, limit);
    }

    @Override
    public CompletionStage<Void> restartTikv(
            TidbClusterRef tidbCluster, Collection<RestoreTarget.Pod> pods, Duration limit) {
        return calls.restartTikv(tidbCluster, pods, limit);
    }

    @Override
    public CompletionStage<Void> endRecovery(TidbClusterRef tidbCluster, Duration limit) {
        return calls.endRecovery(tidbCluster, limit);
    }

    @Override
    public CompletionStage<List<String>> withdraw(TidbClusterRef tidbCluster, OperationId id, Duration limit) {
        return calls.withdraw(tidbCluster, id, limit);
    }

    @Override
    public CompletionStage<List<Finding>> checkRights(TidbClusterRef tidbCluster, Duration limit) {
        return calls.checkRights(tidbCluster, limit);
    }

    /** The cluster it works in. */
    @Override
    public String toString() {
        return "KubernetesRestoreAccess on " + cluster;
    }
}
