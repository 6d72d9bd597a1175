package io.brfed.testkit.contract;

import io.brfed.api.StoreId;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.StoreRecovery;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Adapters under test with stores in recovery mode behind them, as {@link RecoveryContract} needs them: PD is marked, every
 * region has three voters that know the same and no leader, and the first region begins with the unbounded key. Called
 * from the test's thread only.
 *
 * @since 0.1.0
 */
public interface RecoveryFixture extends AutoCloseable {
    /** The client of PD, to look with. */
    PdClient pd();

    /** What PD does only in a recovery. */
    PdRecovery pdRecovery();

    /** The stores. */
    StoreRecovery stores();

    /** How many regions there are. */
    int regions();

    /** Makes a store's process start anew. */
    void startAnew(StoreId store);

    /** The next call of the flashback to a region is answered by its store with this. */
    void answerNext(RegionRoute.RegionAt region, StoreRecovery.Answer answer);

    /**
     * Waits until a stage is complete, for as long as is sensible; a store takes up to half a minute to lead.
     *
     * @return its value
     * @throws RuntimeException what it completed with, not wrapped
     * @throws AssertionError if it does not complete
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage);

    /** Ends the adapters and the servers that belong to the fixture. */
    @Override
    void close();
}
