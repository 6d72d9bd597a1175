package io.brfed.testkit.direct;

import io.brfed.testkit.contract.TroubledVolumes;
import io.brfed.testkit.contract.VolumeProviderTroubleContract;

class FakeVolumesTroubleTest extends VolumeProviderTroubleContract {
    @Override
    protected TroubledVolumes newAccount() {
        return new FakeVolumesFixture();
    }
}
