package io.brfed.testkit.contract;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.SnapshotProvider;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A provider under test with the account behind it, as {@link SnapshotProviderContract} needs it: one instance with three
 * data volumes beside its boot volume, one volume that is attached to nothing, and no snapshots of the contract's
 * operations. Called from the test's thread only.
 *
 * @since 0.1.0
 */
public interface SnapshotProviderFixture extends AutoCloseable {
    /** The provider under test; the same at every call. */
    SnapshotProvider provider();

    /** The instance. */
    InstanceId instance();

    /** The instance's three data volumes. */
    List<VolumeId> volumes();

    /** The volume that is attached to nothing. */
    VolumeId loose();

    /** Well-formed ids that do not exist. */
    VolumeId missingVolume();

    /** A well-formed id that does not exist. */
    SnapshotId missingSnapshot();

    /**
     * Waits until a stage is complete, for as long as is sensible.
     *
     * @return its value
     * @throws RuntimeException what it completed with, not wrapped
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage);

    /** Lets everything that is pending end, and waits out limits between two snapshots of one volume. */
    void letSnapshotsEnd();

    /** Ends the provider and the account. */
    @Override
    void close();
}
