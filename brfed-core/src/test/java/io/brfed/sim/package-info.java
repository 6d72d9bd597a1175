/**
 * Whole operations run by seed on the fakes, and by every point at which one can be disturbed. Start with
 * {@link io.brfed.sim.Simulation}.
 */
@NullMarked
package io.brfed.sim;

import org.jspecify.annotations.NullMarked;
