package io.brfed.testkit.contract;

import io.brfed.api.TidbClusterRef;
import io.brfed.spi.ClusterAccess;
import io.brfed.testkit.direct.ClusterFault;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A cluster access under test with the system behind it, as {@link ClusterAccessContract} needs it: one TiDB cluster with
 * the stores 1, 2 and 3, each with a data volume and one more whose role is {@code raft-engine.dir}. Called from the test's
 * thread only.
 *
 * @since 0.1.0
 */
public interface ClusterAccessFixture extends AutoCloseable {
    /** The access under test. */
    ClusterAccess access();

    /** The TiDB cluster. */
    TidbClusterRef tidbCluster();

    /**
     * Waits until a stage is complete, for as long as is sensible.
     *
     * @return its value
     * @throws RuntimeException what it completed with, not wrapped
     * @throws AssertionError if it does not complete
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage);

    /** Makes something wrong with the TiDB cluster; may be called several times. */
    void damage(ClusterFault fault);

    /** Takes a right away that discovery needs. */
    void takeRightAway();

    /** Refuses connections to the system. */
    void cutOff();

    /** Lets the system accept requests and not answer. */
    void silence();

    /** Undoes {@link #cutOff} and {@link #silence}. */
    void reconnect();

    /** Ends the access and the system. */
    @Override
    void close();
}
