package io.brfed.k8s;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern DNS_SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int MAX_SUBDOMAIN = 253;

    private final String accountNamespace;
    private final String account;
    private List<String> namespaces = List.of();
    private boolean minimal;

    private OperatorRbac(String accountNamespace, String account) {
        this.accountNamespace = accountNamespace;
        this.account = account;
    }

    /**
     * Begins the roles of a service account.
     *
     * @param namespace its namespace
     * @param name its name
     * @throws IllegalArgumentException if one of them is no name that Kubernetes accepts
     */
    public static OperatorRbac forServiceAccount(String namespace, String name) {
        return new OperatorRbac(label(namespace), subdomain(name));
    }

    /**
     * Confines the rights to these namespaces, those of the TidbClusters, by a role in each. Nodes have no namespace, so
     * the optional right to read them still needs a cluster role. Default: all namespaces.
     *
     * @throws IllegalArgumentException if there is none, or one is no name that Kubernetes accepts
     */
    public OperatorRbac namespaces(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("name at least one namespace, or leave this out for all of them");
        }
        namespaces = Arrays.stream(names).map(OperatorRbac::label).distinct().toList();
        return this;
    }

    /** Leaves out the optional rights. Default: they are included. */
    public OperatorRbac minimal() {
        minimal = true;
        return this;
    }

    /** The manifest: YAML documents, each rule with a comment that says what it is for. */
    public String yaml() {
        List<String> documents = new ArrayList<>();
        if (namespaces.isEmpty()) {
            documents.add(role("ClusterRole", NAME, "", rights(false)));
            documents.add(binding("ClusterRole", NAME, ""));
        }
        for (String namespace : namespaces) {
            documents.add(role("Role", NAME, namespace, rights(true)));
            documents.add(binding("Role", NAME, namespace));
        }
        List<PlaneRight> elsewhere =
                rights(false).stream().filter(right -> !right.namespaced()).toList();
        if (!namespaces.isEmpty() && !elsewhere.isEmpty()) {
            documents.add(role("ClusterRole", NODES_NAME, "", elsewhere));
            documents.add(binding("ClusterRole", NODES_NAME, ""));
        }
        return String.join("---\n", documents);
    }

    private List<PlaneRight> rights(boolean namespacedOnly) {
        return PlaneRight.ALL.stream()
                .filter(right -> right.required() || !minimal)
                .filter(right -> right.namespaced() || !namespacedOnly)
                .toList();
    }

    private static String role(String kind, String name, String namespace, List<PlaneRight> rights) {
        return head(kind, name, namespace) + "rules:\n"
                + rights.stream().map(OperatorRbac::rule).collect(Collectors.joining());
    }

    private static String rule(PlaneRight right) {
        return """
                # %s: %s
                - apiGroups: ["%s"]
                  resources: ["%s"]
                  verbs: [%s]
                """.formatted(
                        right.required() ? "required" : "optional",
                        right.reason(),
                        right.group(),
                        right.resource(),
                        right.verbs().stream().map(verb -> "\"" + verb + "\"").collect(Collectors.joining(", ")));
    }

    private String binding(String role, String name, String namespace) {
        return head(role + "Binding", name, namespace) + """
                roleRef:
                  apiGroup: rbac.authorization.k8s.io
                  kind: %s
                  name: %s
                subjects:
                - kind: ServiceAccount
                  name: "%s"
                  namespace: "%s"
                """.formatted(role, name, account, accountNamespace);
    }

    private static String head(String kind, String name, String namespace) {
        return """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %s
                metadata:
                  name: %s
                """.formatted(kind, name) + (namespace.isEmpty() ? "" : "  namespace: \"" + namespace + "\"\n");
    }

    private static String label(String name) {
        return matching(DNS_LABEL, Objects.requireNonNull(name, "name"));
    }

    private static String subdomain(String name) {
        return matching(DNS_SUBDOMAIN, Objects.requireNonNull(name, "name"));
    }

    private static String matching(Pattern pattern, String name) {
        if (name.length() > MAX_SUBDOMAIN || !pattern.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name that Kubernetes accepts");
        }
        return name;
    }
}
