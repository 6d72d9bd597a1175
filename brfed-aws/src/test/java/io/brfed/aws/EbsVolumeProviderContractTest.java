package io.brfed.aws;

import io.brfed.testkit.contract.VolumeProviderContract;
import io.brfed.testkit.contract.VolumeProviderFixture;

class EbsVolumeProviderContractTest extends VolumeProviderContract {
    @Override
    protected VolumeProviderFixture newFixture() {
        return new WireVolumes();
    }
}
