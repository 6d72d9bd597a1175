package io.brfed.testkit.contract;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.RestoreAccess;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An access under test with the system behind it, as {@link RestoreAccessContract} needs them: a TidbCluster of TiDB Operator v1
 * in recovery mode that asks for two TiKV stores with a data volume only, in which nothing was started, and no operator that
 * would start anything. Called from the test's thread only.
 *
 * @since 0.1.0
 */
public interface RestoreAccessFixture extends AutoCloseable {
    /** The access under test. */
    RestoreAccess access();

    /** The TidbCluster. */
    TidbClusterRef tidbCluster();

    /** The objects of the data volume of one pod, as a restore would make them. */
    BoundVolume volume(OperationId restore, int ordinal, VolumeId volume);

    /** Somebody creates a claim of this name. */
    void createClaim(String name);

    /** Somebody uses a claim, so that it cannot go. */
    void use(BoundVolume volume);

    /** A TiKV pod of this number runs. */
    void runPod(int ordinal);

    /** A TiKV pod of this number is gone. */
    void endPod(int ordinal);

    /** Somebody ends the recovery mode. */
    void leaveRecovery();

    /** Somebody deletes the TidbCluster. */
    void deleteTidbCluster();

    /**
     * Waits until a stage is complete, for as long as is sensible.
     *
     * @return its value
     * @throws RuntimeException what it completed with, not wrapped
     * @throws AssertionError if it does not complete
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage);

    /** Ends the access and the system. */
    @Override
    void close();
}
