/**
 * PD and TiKV for the direct plane: {@link io.brfed.tikv.TikvConnection} connects to both.
 */
@NullMarked
package io.brfed.tikv;

import org.jspecify.annotations.NullMarked;
