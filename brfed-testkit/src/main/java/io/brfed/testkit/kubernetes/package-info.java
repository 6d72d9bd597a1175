/**
 * An embedded Kubernetes API server: in memory, real HTTP on loopback, for tests and demonstrations of programs that use
 * Kubernetes without a cluster. Kinds come from CRD documents (the ones of TiDB Operator are built in) plus the core
 * kinds that a backup meets. On command it does what no real server can: errors, conflicts, delays, hangs, lost answers,
 * silent watches, an outage and its end. Start at {@link io.brfed.testkit.kubernetes.EmbeddedKubernetes}.
 *
 * <p>Beside it, a simulated TiDB Operator that plays the data plane's part on this or any other API server: start at
 * {@link io.brfed.testkit.kubernetes.SimulatedTidbOperator}.
 *
 * <p>The classes of this package need {@code com.fasterxml.jackson.core:jackson-databind} and
 * {@code com.fasterxml.jackson.dataformat:jackson-dataformat-yaml}, which are optional dependencies of the testkit.
 */
@NullMarked
package io.brfed.testkit.kubernetes;

import org.jspecify.annotations.NullMarked;
