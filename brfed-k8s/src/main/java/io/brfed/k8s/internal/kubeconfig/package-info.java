/**
 * How a kubeconfig is read and how its credentials become clients. Not for use from outside. Start with
 * {@link io.brfed.k8s.internal.kubeconfig.KubeconfigSource}; {@link io.brfed.k8s.internal.kubeconfig.ContextClients}
 * makes the clients of one context.
 */
@NullMarked
package io.brfed.k8s.internal.kubeconfig;

import org.jspecify.annotations.NullMarked;
