/** Tests of the clients of PD and TiKV over the real wire. */
@NullMarked
package io.brfed.tikv;

import org.jspecify.annotations.NullMarked;
