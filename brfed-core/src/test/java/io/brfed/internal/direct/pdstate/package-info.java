/** Tests of how PD's settings are compared. */
@NullMarked
package io.brfed.internal.direct.pdstate;

import org.jspecify.annotations.NullMarked;
