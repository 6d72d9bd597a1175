/**
 * The Kubernetes objects that give TiKV its restored volumes: persistent volumes and claims made from those in a backup's
 * metadata, under the names of the TidbCluster that is restored into. Pure; begin at
 * {@link io.brfed.internal.direct.rebuild.RebuildPlan}.
 */
@NullMarked
package io.brfed.internal.direct.rebuild;

import org.jspecify.annotations.NullMarked;
