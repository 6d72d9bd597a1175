/** Tests of jobs of our own, without a server. */
@NullMarked
package io.brfed.k8s.internal.job;

import org.jspecify.annotations.NullMarked;
