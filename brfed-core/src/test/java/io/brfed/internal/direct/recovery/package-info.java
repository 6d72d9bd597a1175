/** Tests of the recovery of data. */
@NullMarked
package io.brfed.internal.direct.recovery;

import org.jspecify.annotations.NullMarked;
