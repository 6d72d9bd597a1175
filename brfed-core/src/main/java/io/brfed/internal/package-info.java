/** The engine behind {@link io.brfed.Federation}. Nothing in it is public API. */
@NullMarked
package io.brfed.internal;

import org.jspecify.annotations.NullMarked;
