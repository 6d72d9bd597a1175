package io.brfed.testkit.contract;

import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.StorePreparation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A store preparation under test with three TiKV stores and some regions behind it, as {@link StorePreparationContract}
 * needs it. Called from the test's thread only.
 *
 * @since 0.1.0
 */
public interface StorePreparationFixture extends AutoCloseable {
    /** The preparation under test; the same at every call. */
    StorePreparation preparation();

    /** The stores as they are now. */
    List<PdStore> stores();

    /** The regions as they are now; each store leads at least one. */
    List<RegionRoute> regions();

    /**
     * Waits until a stage is complete, for as long as is sensible.
     *
     * @return its value
     * @throws RuntimeException what it completed with, not wrapped
     * @throws AssertionError if it does not complete
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage);

    /** Lets time pass for the stores. */
    void passTime(Duration time);

    /** How long a store's lease goes on; zero if there is none. */
    Duration leaseLeft(StoreId store);

    /** Starts a store again. */
    void restart(StoreId store);

    /** Makes a store unreachable: its connections break and it accepts none. */
    void cutOff(StoreId store);

    /** Undoes {@link #cutOff}. */
    void reconnect(StoreId store);

    /** Makes a store one that knows no leases. */
    void removeLeases(StoreId store);

    /** Begins a change of a region, which does not end by itself. */
    void beginChange(long region);

    /** Ends what {@link #beginChange} began: the region has another epoch. */
    void endChange(long region);

    /** Makes another store lead a region. */
    void moveLeader(long region);

    /** Makes stores say of a region that it has not applied everything. */
    void failApply(long region);

    /** Ends the preparation and the stores. */
    @Override
    void close();
}
