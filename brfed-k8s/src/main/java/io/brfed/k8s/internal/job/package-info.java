/**
 * Jobs of our own in a Kubernetes cluster: BR's recovery of data and the warm-up of volumes. Begin at
 * {@link io.brfed.k8s.internal.job.OwnJobs}.
 */
@NullMarked
package io.brfed.k8s.internal.job;

import org.jspecify.annotations.NullMarked;
