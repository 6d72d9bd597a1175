/** Tests of the embedded Kubernetes API server; start at {@link io.brfed.testkit.kubernetes.CreateTest}. */
@NullMarked
package io.brfed.testkit.kubernetes;

import org.jspecify.annotations.NullMarked;
