/** Tests of making and removing volumes over an account in memory, in virtual time. */
@NullMarked
package io.brfed.internal.direct.restore;

import org.jspecify.annotations.NullMarked;
