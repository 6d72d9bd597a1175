/**
 * What the direct plane reads of a Kubernetes cluster: the TidbCluster, its TiKV pods, their claims, volumes and roles.
 * Begin at {@link io.brfed.k8s.internal.discovery.Discovery}.
 */
@NullMarked
package io.brfed.k8s.internal.discovery;

import org.jspecify.annotations.NullMarked;
