/** Tests of how a kubeconfig becomes clients. */
@NullMarked
package io.brfed.k8s.internal.kubeconfig;

import org.jspecify.annotations.NullMarked;
