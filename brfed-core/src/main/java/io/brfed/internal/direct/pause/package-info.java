/**
 * The pause of a backup by the direct plane: taking it, keeping it, watching it, proving it and giving it back. Everything
 * is decided here; PD and the stores are reached through {@link io.brfed.spi.PdClient} and
 * {@link io.brfed.spi.StorePreparation}. Start with {@link io.brfed.internal.direct.pause.HeldPause}.
 */
@NullMarked
package io.brfed.internal.direct.pause;

import org.jspecify.annotations.NullMarked;
