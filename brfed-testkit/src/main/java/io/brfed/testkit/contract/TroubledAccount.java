package io.brfed.testkit.contract;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;

/**
 * A {@link SnapshotProviderFixture} whose account can be made to fail, as {@link SnapshotProviderTroubleContract} needs it.
 *
 * @since 0.1.0
 */
public interface TroubledAccount extends SnapshotProviderFixture {
    /** The next request for snapshots is refused with this code of EC2. */
    void failNext(String code);

    /** The next request for snapshots takes effect, its answer is lost. */
    void loseNextAnswer();

    /** No connection can be made. */
    void refuseConnections();

    /** Takes away the right to one of EC2's actions. */
    void deny(String action);

    /** Later sets that contain the volume fail. */
    void failSnapshotsOf(VolumeId volume);

    /** Keeps a snapshot from being deleted. */
    void useInImage(SnapshotId snapshot);

    /** Sets how many snapshots may be pending in the account. */
    void pendingQuota(int value);

    /** Sets how many snapshots there may be in the account, as its provider is told, too. */
    void snapshotQuota(int value);

    /** How many snapshots there are, whether they show or not. */
    int snapshots();
}
