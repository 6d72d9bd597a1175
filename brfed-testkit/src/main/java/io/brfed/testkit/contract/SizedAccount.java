package io.brfed.testkit.contract;

import io.brfed.api.VolumeId;

/**
 * A {@link SnapshotProviderFixture} whose volumes can be written, as {@link SnapshotSizesContract} needs it. Its provider
 * finds out sizes.
 *
 * @since 0.1.0
 */
public interface SizedAccount extends SnapshotProviderFixture {
    /** Writes blocks of 512 KiB on a volume. */
    void write(VolumeId volume, int firstBlock, int blocks);

    /** The next question for blocks is refused with this code of EC2. */
    void failNextList(String code);

    /** How many questions for blocks there were, answered or not. */
    long lists();
}
