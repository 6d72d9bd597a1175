package io.brfed.k8s.internal.kubeconfig;

import java.util.Optional;

/**
 * A context of a kubeconfig, or why it cannot be used.
 *
 * @param context the context, if it can be used
 * @param problem why it cannot, empty if it can; never a secret
 */
record ContextEntry(Optional<KubeContext> context, String problem) {
    static ContextEntry usable(KubeContext context) {
        return new ContextEntry(Optional.of(context), "");
    }

    static ContextEntry broken(String problem) {
        return new ContextEntry(Optional.empty(), problem);
    }
}
