/**
 * PD's settings that are on no volume, as a backup recorded them and as the PD has them that is restored into: what differs,
 * and what would have to be sent to make it the same. Begin with {@link io.brfed.internal.direct.pdstate.PdComparison}.
 */
@NullMarked
package io.brfed.internal.direct.pdstate;

import org.jspecify.annotations.NullMarked;
