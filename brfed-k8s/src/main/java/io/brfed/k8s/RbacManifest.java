package io.brfed.k8s;

import io.brfed.k8s.internal.PlaneRight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Roles with their bindings to one service account, as YAML.
 *
 * @param name what the roles are called
 * @param elsewhere what the cluster role is called that remains when the others are confined to namespaces
 * @param account who gets them
 */
record RbacManifest(String name, String elsewhere, Account account) {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern DNS_SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int MAX_SUBDOMAIN = 253;

    /** A service account; its names are checked, as they come from outside. */
    record Account(String namespace, String name) {
        Account {
            label(namespace);
            matching(DNS_SUBDOMAIN, Objects.requireNonNull(name, "name"));
        }
    }

    /** Namespaces that were asked for. */
    static List<String> namespaces(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("name at least one namespace, or leave this out for all of them");
        }
        return Arrays.stream(names).map(RbacManifest::label).distinct().toList();
    }

    /** The documents, each rule with a comment that says what it is for; no namespaces means all. */
    String yaml(List<PlaneRight> rights, List<String> namespaces) {
        List<String> documents = new ArrayList<>();
        if (namespaces.isEmpty()) {
            documents.add(role("ClusterRole", name, "", rights));
            documents.add(binding("ClusterRole", name, ""));
            return String.join("---\n", documents);
        }
        List<PlaneRight> inNamespaces =
                rights.stream().filter(PlaneRight::namespaced).toList();
        List<PlaneRight> others =
                rights.stream().filter(right -> !right.namespaced()).toList();
        for (String namespace : namespaces) {
            documents.add(role("Role", name, namespace, inNamespaces));
            documents.add(binding("Role", name, namespace));
        }
        if (!others.isEmpty()) {
            documents.add(role("ClusterRole", elsewhere, "", others));
            documents.add(binding("ClusterRole", elsewhere, ""));
        }
        return String.join("---\n", documents);
    }

    private static String role(String kind, String name, String namespace, List<PlaneRight> rights) {
        return head(kind, name, namespace) + "rules:\n"
                + rights.stream().map(RbacManifest::rule).collect(Collectors.joining());
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

    private String binding(String role, String roleName, String namespace) {
        return head(role + "Binding", roleName, namespace)
                + """
                roleRef:
                  apiGroup: rbac.authorization.k8s.io
                  kind: %s
                  name: %s
                subjects:
                - kind: ServiceAccount
                  name: "%s"
                  namespace: "%s"
                """.formatted(role, roleName, account.name(), account.namespace());
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

    private static String matching(Pattern pattern, String name) {
        if (name.length() > MAX_SUBDOMAIN || !pattern.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name that Kubernetes accepts");
        }
        return name;
    }
}
