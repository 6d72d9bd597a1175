package io.brfed.aws;

import io.brfed.testkit.contract.VolumeProviderContract;
import io.brfed.testkit.contract.VolumeProviderFixture;
import org.junit.jupiter.api.Tag;

/**
 * The contract against moto. It makes volumes at once and ignores tokens: the cases that need those are overridden here
 * without being tests, and run against our own server only.
 */
@Tag(RealServer.TAG)
class RealVolumesTest extends VolumeProviderContract {
    @Override
    protected VolumeProviderFixture newFixture() {
        return new RealVolumes();
    }

    /** Not with moto: it ignores ClientToken. */
    @Override
    protected void makesOnce_V21() {}
}
