package io.brfed.aws;

import io.brfed.testkit.contract.TroubledVolumes;
import io.brfed.testkit.contract.VolumeProviderTroubleContract;

class EbsVolumeProviderTroubleTest extends VolumeProviderTroubleContract {
    @Override
    protected TroubledVolumes newAccount() {
        return new WireVolumes();
    }
}
