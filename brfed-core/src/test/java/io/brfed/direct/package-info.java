/** Tests of the direct plane over fakes of everything it works with. */
@NullMarked
package io.brfed.direct;

import org.jspecify.annotations.NullMarked;
