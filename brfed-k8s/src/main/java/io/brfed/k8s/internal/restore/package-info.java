/**
 * What a restore of the direct plane changes in a Kubernetes cluster: claims and volumes, the word that they are ready, TiKV's
 * pods and the recovery mode. Begin at {@link io.brfed.k8s.internal.restore.RestoreCalls}.
 */
@NullMarked
package io.brfed.k8s.internal.restore;

import org.jspecify.annotations.NullMarked;
