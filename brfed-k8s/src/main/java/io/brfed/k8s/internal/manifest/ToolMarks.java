package io.brfed.k8s.internal.manifest;

import java.util.List;

/**
 * Labels and annotations by which tools recognize objects that they manage. They belong to the manifest, not to the member
 * objects made from it: a GitOps tool might otherwise take those for its own and prune them.
 */
final class ToolMarks {
    private static final List<String> DOMAINS = List.of(
            "kubectl.kubernetes.io",
            "argocd.argoproj.io",
            "fluxcd.io",
            "meta.helm.sh",
            "helm.sh",
            "kapp.k14s.io",
            "config.kubernetes.io",
            "config.k8s.io",
            "configmanagement.gke.io",
            "configsync.gke.io",
            "cattle.io",
            "pulumi.com");

    private ToolMarks() {}

    /** Whether the part of the name before the slash is the domain of such a tool, or lies in it. */
    static boolean contains(String name) {
        int slash = name.indexOf('/');
        String domain = slash < 0 ? "" : name.substring(0, slash);
        return DOMAINS.stream().anyMatch(known -> domain.equals(known) || domain.endsWith("." + known));
    }
}
