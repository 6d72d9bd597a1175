/** Tests of what a restore puts into Kubernetes. */
@NullMarked
package io.brfed.internal.direct.rebuild;

import org.jspecify.annotations.NullMarked;
