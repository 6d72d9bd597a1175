/** Tests of the stand-ins for what the direct plane talks to. */
@NullMarked
package io.brfed.testkit.direct;

import org.jspecify.annotations.NullMarked;
