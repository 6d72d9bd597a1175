package io.brfed.testkit.direct;

import io.brfed.testkit.contract.VolumeProviderContract;
import io.brfed.testkit.contract.VolumeProviderFixture;

class FakeVolumesContractTest extends VolumeProviderContract {
    @Override
    protected VolumeProviderFixture newFixture() {
        return new FakeVolumesFixture();
    }
}
