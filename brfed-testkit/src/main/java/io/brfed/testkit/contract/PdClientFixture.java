package io.brfed.testkit.contract;

import io.brfed.spi.PdClient;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A PD client under test with a PD of one TiDB cluster behind it, as {@link PdClientContract} needs it: stores have
 * registered, regions are known, nothing is paused or held. Called from the test's thread only.
 *
 * @since 0.1.0
 */
public interface PdClientFixture extends AutoCloseable {
    /** The client under test; the same at every call. */
    PdClient pd();

    /** How many stores there are; each is up. */
    int stores();

    /**
     * Waits until a stage is complete, for as long as is sensible.
     *
     * @return its value
     * @throws RuntimeException what it completed with, not wrapped
     * @throws AssertionError if it does not complete
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage);

    /** Ends the client and, if it belongs to the fixture, PD. */
    @Override
    void close();
}
