package io.brfed.aws;

import io.brfed.testkit.contract.SnapshotProviderTroubleContract;
import io.brfed.testkit.contract.TroubledAccount;

class EbsSnapshotProviderTroubleTest extends SnapshotProviderTroubleContract {
    @Override
    protected TroubledAccount newAccount() {
        return new WireAccount();
    }
}
