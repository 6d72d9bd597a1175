/**
 * Servers for tests that speak the wire of PD and TiKV on the loopback interface: begin with
 * {@link io.brfed.tikv.testserver.TestTidbCluster}. They behave as the published ones do in everything that a backup of
 * volumes and its restore touch, can be disturbed, and keep no data but what a test puts there. Not for production; nothing
 * of the adapter uses them.
 */
@NullMarked
package io.brfed.tikv.testserver;

import org.jspecify.annotations.NullMarked;
