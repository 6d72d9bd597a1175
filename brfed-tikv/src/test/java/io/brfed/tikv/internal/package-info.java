/** Tests of the parts of the clients of PD and TiKV. */
@NullMarked
package io.brfed.tikv.internal;

import org.jspecify.annotations.NullMarked;
