package io.brfed.testkit.contract;

import io.brfed.api.TidbClusterRef;
import io.brfed.spi.VolumeWarmUp;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A warm-up under test, as {@link VolumeWarmUpContract} needs it. What it begins goes on until the fixture is told otherwise.
 * Called from the test's thread only.
 *
 * @since 0.1.0
 */
public interface VolumeWarmUpFixture extends AutoCloseable {
    /** The warm-up. */
    VolumeWarmUp warmUp();

    /** A TidbCluster that exists. */
    TidbClusterRef tidbCluster();

    /** What goes on for a pod ends well. */
    void succeed(String pod);

    /** What goes on for a pod ends badly, and had written this. */
    void fail(String pod, String text);

    /** The pods that there is something for, in order. */
    List<String> pods();

    /** The next beginning of something for one pod is refused. */
    void refuseNext();

    /**
     * Waits until a stage is complete.
     *
     * @return its value
     * @throws RuntimeException what it completed with, not wrapped
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage);

    /** Ends the warm-up and the server that belongs to the fixture. */
    @Override
    void close();
}
