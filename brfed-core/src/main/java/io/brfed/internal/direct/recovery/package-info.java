/**
 * Makes the data on restored volumes one consistent cluster. The recovery plan says which peer of each region is to lead,
 * from what the stores say of the regions they have; start with {@link io.brfed.internal.direct.recovery.RegionMetas}.
 */
@NullMarked
package io.brfed.internal.direct.recovery;

import org.jspecify.annotations.NullMarked;
