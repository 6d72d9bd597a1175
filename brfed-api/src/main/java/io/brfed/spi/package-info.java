/**
 * What hosts and test kits provide to the core. Start with {@link io.brfed.spi.Scheduler}, the only source of time.
 */
@NullMarked
package io.brfed.spi;

import org.jspecify.annotations.NullMarked;
