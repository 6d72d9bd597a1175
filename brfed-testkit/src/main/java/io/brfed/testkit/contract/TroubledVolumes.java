package io.brfed.testkit.contract;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;

/**
 * A {@link VolumeProviderFixture} whose account can be made to fail, as {@link VolumeProviderTroubleContract} needs it.
 * Volumes are being made until {@link #letVolumesBeMade} is called.
 *
 * @since 0.1.0
 */
public interface TroubledVolumes extends VolumeProviderFixture {
    /** The next request for a volume is refused with this code of EC2. */
    void failNext(String code);

    /** The next request for a volume takes effect, its answer is lost. */
    void loseNextAnswer();

    /** No connection can be made. */
    void refuseConnections();

    /** Takes away the right to one of EC2's actions. */
    void deny(String action);

    /** Later volumes from the snapshot end in error. */
    void failVolumesFrom(SnapshotId snapshot);

    /** The KMS key cannot be used, which shows only after a request was accepted. */
    void breakKey(String key);

    /** Attaches a volume to an instance. */
    void attach(VolumeId volume);

    /** Removes a volume behind the provider's back. */
    void vanish(VolumeId volume);

    /** Later volumes show only after {@link #letVolumesBeMade}. */
    void showVolumesLate();

    /** Sets how much all volumes of a type may hold, in the account and as the provider knows it. */
    void storageQuota(ByteSize value);

    /** How much the volumes there are hold. */
    ByteSize stored();

    /** How many volumes the provider's requests made, whether they show or not. */
    int made();
}
