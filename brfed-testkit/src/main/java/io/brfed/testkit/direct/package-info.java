/**
 * In-memory stand-ins for what the direct plane talks to, in the time of a scheduler, with faults by name:
 * {@link io.brfed.testkit.direct.FakeClusterAccess} for Kubernetes.
 */
@NullMarked
package io.brfed.testkit.direct;

import org.jspecify.annotations.NullMarked;
