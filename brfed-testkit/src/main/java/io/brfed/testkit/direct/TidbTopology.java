package io.brfed.testkit.direct;

import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import java.util.List;

/**
 * The stores and regions of one TiDB cluster as they are now, which {@link FakePdClient} and {@link FakeTikvStores} show from
 * their sides. {@link FakeTopology} is one; a fake of a whole cluster may be another. Asked from the scheduler's thread.
 *
 * @since 0.1.0
 */
public interface TidbTopology {
    /** PD's cluster id; unsigned. */
    long clusterId();

    /** All stores without tombstones. */
    List<PdStore> stores();

    /** All regions in the order of their keys. */
    List<RegionRoute> regions();

    /** Whether a region is changing its peers or range. */
    boolean isChanging(long region);
}
