/**
 * Deliberate bugs that the simulation has to find. Start with {@link io.brfed.sim.mutant.Hunt}.
 */
@NullMarked
package io.brfed.sim.mutant;

import org.jspecify.annotations.NullMarked;
