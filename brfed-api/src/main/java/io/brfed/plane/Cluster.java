package io.brfed.plane;

import io.brfed.api.ClusterName;
import io.brfed.api.TidbClusterRef;
import java.util.Objects;

/**
 * One member cluster of a federation, with the data plane that works in it.
 *
 * <pre>{@code
 * Cluster a = Cluster.named("k8s-a").namespace("tidb").tidbCluster("prod").on(planeA);
 * }</pre>
 *
 * Immutable, safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Cluster {
    private final ClusterName name;
    private final TidbClusterRef tidbCluster;
    private final DataPlane plane;

    private Cluster(ClusterName name, TidbClusterRef tidbCluster, DataPlane plane) {
        this.name = name;
        this.tidbCluster = tidbCluster;
        this.plane = plane;
    }

    /**
     * Begins a member cluster.
     *
     * @param name the name the federation knows it by; of a Kubernetes cluster its kubeconfig context name
     */
    public static Builder named(String name) {
        return new Builder(new ClusterName(name));
    }

    /** The name the federation knows it by. */
    public ClusterName name() {
        return name;
    }

    /** The TidbCluster in it. */
    public TidbClusterRef tidbCluster() {
        return tidbCluster;
    }

    /** The data plane that works in it. */
    public DataPlane plane() {
        return plane;
    }

    /** Name and TidbCluster without the data plane. */
    public Placement placement() {
        return new Placement(name, tidbCluster);
    }

    /** {@code cluster/namespace/name}. */
    @Override
    public String toString() {
        return placement().toString();
    }

    /**
     * Collects the parts of a {@link Cluster}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final String DEFAULT_NAMESPACE = "default";

        private final ClusterName name;
        private String namespace = DEFAULT_NAMESPACE;
        private String tidbCluster = "";

        private Builder(ClusterName name) {
            this.name = name;
        }

        /** Sets the namespace of the TidbCluster. Default: {@code default}, as Kubernetes has it. */
        public Builder namespace(String value) {
            namespace = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the name of the TidbCluster. Required. */
        public Builder tidbCluster(String value) {
            tidbCluster = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * The member cluster on its data plane.
         *
         * @throws IllegalStateException if no TidbCluster was named
         */
        public Cluster on(DataPlane plane) {
            Objects.requireNonNull(plane, "plane");
            if (tidbCluster.isBlank()) {
                throw new IllegalStateException(
                        "cluster '" + name + "' names no TidbCluster; call tidbCluster(name) before on(plane)");
            }
            return new Cluster(name, new TidbClusterRef(namespace, tidbCluster), plane);
        }
    }
}
