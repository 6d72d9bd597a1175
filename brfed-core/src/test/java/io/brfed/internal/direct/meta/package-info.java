/** Tests of the documents of a backup. */
@NullMarked
package io.brfed.internal.direct.meta;

import org.jspecify.annotations.NullMarked;
