/** Tests of the parts that the direct plane is composed of. */
@NullMarked
package io.brfed.internal.direct;

import org.jspecify.annotations.NullMarked;
