package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import java.util.List;

/**
 * What the stores said, as a plan keeps it.
 *
 * @param rows the regions
 * @param index finds them
 * @param stores the stores, by the numbers that the rows have
 */
record Collected(RegionRows rows, RegionIndex index, List<StoreId> stores) {}
