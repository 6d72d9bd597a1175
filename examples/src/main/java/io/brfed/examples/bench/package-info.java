/**
 * Programs that print measured figures. Start with {@link io.brfed.examples.bench.Bench}.
 */
@NullMarked
package io.brfed.examples.bench;

import org.jspecify.annotations.NullMarked;
