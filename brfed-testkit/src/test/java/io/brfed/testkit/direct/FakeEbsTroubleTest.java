package io.brfed.testkit.direct;

import io.brfed.testkit.contract.SnapshotProviderTroubleContract;
import io.brfed.testkit.contract.TroubledAccount;

class FakeEbsTroubleTest extends SnapshotProviderTroubleContract {
    @Override
    protected TroubledAccount newAccount() {
        return new FakeEbsFixture();
    }
}
