/** Tests of what is read of a cluster. */
@NullMarked
package io.brfed.k8s.internal.discovery;

import org.jspecify.annotations.NullMarked;
