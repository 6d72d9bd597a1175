package io.brfed.k8s;

import io.brfed.k8s.internal.PlaneRight;
import io.brfed.k8s.internal.discovery.AccessRights;
import io.brfed.k8s.internal.job.JobRights;
import io.brfed.k8s.internal.restore.RestoreRights;
import io.brfed.spi.ClusterInventory.Operator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Kubernetes manifest of the roles that {@link KubernetesClusterAccess} needs in a member cluster, with the binding to
 * the service account whose token is in the kubeconfig. All of it is reading, unless {@link #restores()}, {@link #recoveryByBr()} or
 * {@link #warmUps()} adds what restores need. Apply it to each member cluster of the direct plane:
 *
 * <pre>{@code
 * String yaml = DirectRbac.forServiceAccount("tidb-admin", "br-federation-member").namespaces("tidb").yaml();
 * }</pre>
 *
 * Persistent volumes have no namespace, so that reading them, each by its name, always needs a cluster role. The service
 * account itself and its token are not part of the manifest. Mutable while it is put together, not thread-safe.
 *
 * @since 0.1.0
 */
public final class DirectRbac {
    private static final String NAME = "brfed-direct-plane";
    private static final String VOLUMES_NAME = NAME + "-volumes";

    private final RbacManifest manifest;
    private List<String> namespaces = List.of();
    private Set<Operator> operators = Set.of(Operator.values());
    private List<PlaneRight> more = List.of();
    private boolean minimal;

    private DirectRbac(RbacManifest manifest) {
        this.manifest = manifest;
    }

    /**
     * Begins the roles of a service account.
     *
     * @param namespace its namespace
     * @param name its name
     * @throws IllegalArgumentException if one of them is no name that Kubernetes accepts
     */
    public static DirectRbac forServiceAccount(String namespace, String name) {
        return new DirectRbac(new RbacManifest(NAME, VOLUMES_NAME, new RbacManifest.Account(namespace, name)));
    }

    /**
     * Confines the rights to these namespaces, those of the TidbClusters, by a role in each. Default: all namespaces.
     *
     * @throws IllegalArgumentException if there is none, or one is no name that Kubernetes accepts
     */
    public DirectRbac namespaces(String... names) {
        namespaces = RbacManifest.namespaces(names);
        return this;
    }

    /** Confines the rights to the objects of one operator. Default: those of TiDB Operator v1 and v2. */
    public DirectRbac operator(Operator value) {
        operators = Set.of(Objects.requireNonNull(value, "value"));
        return this;
    }

    /** Adds what restores need, which also write. Default: only backups are allowed. */
    public DirectRbac restores() {
        return adding(RestoreRights.ALL);
    }

    /** Adds what {@link BrJobRecovery} needs, which makes jobs. Default: it is not allowed. */
    public DirectRbac recoveryByBr() {
        return adding(JobRights.RECOVERY);
    }

    /** Adds what {@link KubernetesWarmUp} needs, which makes privileged jobs. Default: it is not allowed. */
    public DirectRbac warmUps() {
        return adding(JobRights.WARM_UP);
    }

    private DirectRbac adding(List<PlaneRight> rights) {
        more = Stream.concat(more.stream(), rights.stream()).distinct().toList();
        return this;
    }

    /** Leaves out the optional rights, which are for copies that people may want to read. Default: they are included. */
    public DirectRbac minimal() {
        minimal = true;
        return this;
    }

    /** The manifest: YAML documents, each rule with a comment that says what it is for. */
    public String yaml() {
        List<PlaneRight> rights = Stream.concat(AccessRights.of(operators).stream(), more.stream())
                .filter(right -> right.required() || !minimal)
                .toList();
        return manifest.yaml(rights, namespaces);
    }
}
