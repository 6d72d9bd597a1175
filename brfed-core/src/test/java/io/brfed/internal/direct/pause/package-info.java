/** Tests of the pause over a PD and stores in memory, in virtual time. */
@NullMarked
package io.brfed.internal.direct.pause;

import org.jspecify.annotations.NullMarked;
