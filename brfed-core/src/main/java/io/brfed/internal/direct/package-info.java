/**
 * The direct plane: backups without an operator's help, composed of the interfaces of {@code io.brfed.spi}.
 */
@NullMarked
package io.brfed.internal.direct;

import org.jspecify.annotations.NullMarked;
