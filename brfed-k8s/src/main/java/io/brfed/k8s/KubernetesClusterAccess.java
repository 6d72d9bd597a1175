package io.brfed.k8s;

import io.brfed.api.Finding;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.discovery.Discovery;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.ClusterInventory.Operator;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads a TiDB cluster's TiKV stores, volumes and roles from the objects of TiDB Operator v1 or v2 in one Kubernetes
 * cluster.
 *
 * <pre>{@code
 * ClusterAccess access = KubernetesClusterAccess.on(kubeconfig.cluster("k8s-a")).build();
 * }</pre>
 *
 * It only reads, and needs no more than {@link DirectRbac} writes down. Lists are read in pages of 500; more than 20,000
 * objects of a kind in the namespace are refused. Persistent volumes are read by name, at most 16 at a time. What is wrong
 * with a cluster comes as findings of the inventory, all at once. A TidbCluster that does not exist is
 * {@code GONE}, a missing right {@code REFUSED}, with the right in the message.
 *
 * <p>Immutable, safe for use by several threads. It owns nothing: the {@link KubernetesCluster} does.
 *
 * @since 0.1.0
 */
public final class KubernetesClusterAccess implements ClusterAccess {
    private final KubernetesCluster cluster;
    private final Discovery discovery;

    private KubernetesClusterAccess(KubernetesCluster cluster, Discovery discovery) {
        this.cluster = cluster;
        this.discovery = discovery;
    }

    /**
     * Begins the access to one cluster.
     *
     * @param cluster stays the caller's, who closes it when no operation uses it any more
     */
    public static Builder on(KubernetesCluster cluster) {
        return new Builder(cluster);
    }

    @Override
    public CompletionStage<ClusterInventory> discover(TidbClusterRef tidbCluster, Duration limit) {
        return discovery.discover(tidbCluster, limit);
    }

    @Override
    public CompletionStage<List<Finding>> checkRights(TidbClusterRef tidbCluster, Duration limit) {
        return discovery.checkRights(tidbCluster, limit);
    }

    /** The cluster it reads. */
    @Override
    public String toString() {
        return "KubernetesClusterAccess on " + cluster;
    }

    /**
     * Collects the settings of a {@link KubernetesClusterAccess}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final KubernetesCluster cluster;
        private Optional<Operator> operator = Optional.empty();

        private Builder(KubernetesCluster cluster) {
            this.cluster = Objects.requireNonNull(cluster, "cluster");
        }

        /**
         * Sets which operator looks after the clusters. Default: a TidbCluster of v1 is looked for first, and if there is
         * none, or the role may not read it, a Cluster of v2.
         */
        public Builder operator(Operator value) {
            operator = Optional.of(value);
            return this;
        }

        /** The access. Nothing is read yet. */
        public KubernetesClusterAccess build() {
            return new KubernetesClusterAccess(cluster, new Discovery(cluster.server(), operator));
        }
    }
}
