package io.brfed.testkit.contract;

import io.brfed.api.SnapshotId;

/**
 * A provider of volumes with fast snapshot restore under test, and the account behind it, as {@link FastRestoreContract} needs
 * it: no snapshot is enabled. Called from the test's thread only.
 *
 * @since 0.1.0
 */
public interface FastRestoreFixture extends VolumeProviderFixture {
    /** Everything that is being enabled is ready now, and has a credit. */
    void letFastRestoresBeReady();

    /** Requests to enable the snapshot are refused with this code of EC2, those of others in the same requests are not. */
    void refuseFastRestoreOf(SnapshotId snapshot, String code);

    /** Sets how many snapshots may be enabled, in the account and as the provider knows it. */
    void fastRestoreQuota(int snapshots);

    /** The next request of one of EC2's actions is refused with this code. */
    void failNext(String action, String code);

    /** The next request of one of EC2's actions takes effect, its answer is lost. */
    void loseAnswerOf(String action);

    /** Takes away the right to one of EC2's actions. */
    void deny(String action);

    /** No connection can be made. */
    void refuseConnections();

    /** How many snapshots are on in some zone. */
    int on();
}
