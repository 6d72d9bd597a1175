/** Seeded runs of the direct plane over a simulated TiDB cluster, with faults in everything it works with. */
@NullMarked
package io.brfed.sim.direct;

import org.jspecify.annotations.NullMarked;
