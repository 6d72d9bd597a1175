package io.brfed.k8s;

import io.brfed.k8s.internal.PlaneRight;
import java.util.List;

/**
 * The Kubernetes manifest of the roles that {@link OperatorDataPlane} needs in a member cluster, with the binding to the
 * service account whose token is in the kubeconfig. Apply it to each member cluster:
 *
 * <pre>{@code
 * String yaml = OperatorRbac.forServiceAccount("tidb-admin", "br-federation-member").yaml();
 * }</pre>
 *
 * By default the roles hold for all namespaces and include the optional rights; without those the plane does without what
 * they allow and says so, see {@link OperatorDataPlane}. The service account itself and its token are not part of the
 * manifest. Mutable while it is put together, not thread-safe.
 *
 * @since 0.1.0
 */
public final class OperatorRbac {
    private static final String NAME = "brfed-operator-plane";
    private static final String NODES_NAME = NAME + "-nodes";

    private final RbacManifest manifest;
    private List<String> namespaces = List.of();
    private boolean minimal;

    private OperatorRbac(RbacManifest manifest) {
        this.manifest = manifest;
    }

    /**
     * Begins the roles of a service account.
     *
     * @param namespace its namespace
     * @param name its name
     * @throws IllegalArgumentException if one of them is no name that Kubernetes accepts
     */
    public static OperatorRbac forServiceAccount(String namespace, String name) {
        return new OperatorRbac(new RbacManifest(NAME, NODES_NAME, new RbacManifest.Account(namespace, name)));
    }

    /**
     * Confines the rights to these namespaces, those of the TidbClusters, by a role in each. Nodes have no namespace, so
     * the optional right to read them still needs a cluster role. Default: all namespaces.
     *
     * @throws IllegalArgumentException if there is none, or one is no name that Kubernetes accepts
     */
    public OperatorRbac namespaces(String... names) {
        namespaces = RbacManifest.namespaces(names);
        return this;
    }

    /** Leaves out the optional rights. Default: they are included. */
    public OperatorRbac minimal() {
        minimal = true;
        return this;
    }

    /** The manifest: YAML documents, each rule with a comment that says what it is for. */
    public String yaml() {
        List<PlaneRight> rights = PlaneRight.ALL.stream()
                .filter(right -> right.required() || !minimal)
                .toList();
        return manifest.yaml(rights, namespaces);
    }
}
