package io.brfed.testkit.contract;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.VolumeProvider;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A provider of volumes under test with the account behind it, as {@link VolumeProviderContract} needs it: three complete
 * snapshots, and no volumes of the contract's operations. Called from the test's thread only.
 *
 * @since 0.1.0
 */
public interface VolumeProviderFixture extends AutoCloseable {
    /** The provider under test; the same at every call. */
    VolumeProvider provider();

    /** Three complete snapshots. */
    List<SnapshotId> snapshots();

    /** An availability zone that volumes can be made in. */
    String zone();

    /** A well-formed id that does not exist. */
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

    /** Lets every volume that is being made be made, and show. */
    void letVolumesBeMade();

    /** Ends the provider and the account. */
    @Override
    void close();
}
