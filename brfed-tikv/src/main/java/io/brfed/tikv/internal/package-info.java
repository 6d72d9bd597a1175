/**
 * The clients of PD and TiKV, put together by {@link io.brfed.tikv.internal.Connected}. Not for use from outside.
 */
@NullMarked
package io.brfed.tikv.internal;

import org.jspecify.annotations.NullMarked;
